# French, addressed with "vous". Before ; ? ! stands U+202F, before : and inside « » stands U+00A0;
# a test looks for them. How this file is read, overridden and checked: docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] Votre demande de remboursement pour { $product }
       *[no] Votre demande de remboursement
    }

acknowledged-text =
    { $greeting }

    { $has-product ->
        [yes] Nous vous remercions de votre message et avons bien reçu votre demande de remboursement pour { $product }.
       *[no] Nous vous remercions de votre message et avons bien reçu votre demande de remboursement.
    } En voici le contenu :

    Date de réception : { $received-day } à { $received-time } ({ $zone })
    Montant : { $asked }
    Motif : { $reason }
    Paiement : { $payment }
    { $covered ->
        [plan-and-period]
            Formule : { $plan }
            Période : { $period-from } – { $period-to }
        [plan] Formule : { $plan }
        [period] Période : { $period-from } – { $period-to }
       *[nothing] { "" }
    }

    Vous recevrez notre réponse au plus tard le { $answer-by }. Si nous avons besoin d’autre chose d’ici là, nous vous le demanderons. Si l’une de ces informations est inexacte ou si vous souhaitez ajouter une précision, il vous suffit de répondre à ce message. Nous vous invitons à le conserver : il vaut accusé de réception.

    Cordialement,
    { $merchant }

## Delayed: the answer takes longer than promised, told before that day has passed.

delayed-subject =
    { $has-product ->
        [yes] Votre demande de remboursement pour { $product } : nous avons besoin de plus de temps
       *[no] Votre demande de remboursement : nous avons besoin de plus de temps
    }

delayed-text =
    { $greeting }

    { $has-product ->
        [yes] Il nous faut plus de temps que prévu pour répondre à votre demande de remboursement pour { $product }. Nous vous prions de nous en excuser.
       *[no] Il nous faut plus de temps que prévu pour répondre à votre demande de remboursement. Nous vous prions de nous en excuser.
    }

    Nous vous enverrons notre réponse au plus tard le { $answer-by }. D’ici là, vous n’avez rien à faire.

    Cordialement,
    { $merchant }

## Information requested: we cannot decide yet.

info-requested-subject =
    { $has-product ->
        [yes] Votre demande de remboursement pour { $product } : { $count ->
            [one] une précision
           *[other] quelques précisions
        }
       *[no] Votre demande de remboursement : { $count ->
            [one] une précision
           *[other] quelques précisions
        }
    }

info-requested-text =
    { $greeting }

    { $has-product ->
        [yes] Nous vous remercions de votre demande de remboursement pour { $product }.
       *[no] Nous vous remercions de votre demande de remboursement.
    } { $count ->
        [one] Avant de prendre une décision, nous avons besoin d’une précision de votre part :
       *[other] Avant de prendre une décision, nous avons besoin de quelques précisions de votre part :
    }

    { $questions }

    Nous vous remercions de bien vouloir répondre à ce message avant le { $answer-by } à { $answer-time } ({ $zone }). Quelques mots suffisent. Sans réponse de votre part d’ici là, nous prendrons notre décision sur la base des informations dont nous disposons.

    Cordialement,
    { $merchant }

## Information reminder: the answer has not come, and the deadline is near.

info-reminder-subject =
    { $has-product ->
        [yes] Rappel : votre demande de remboursement pour { $product } attend votre réponse
       *[no] Rappel : votre demande de remboursement attend votre réponse
    }

info-reminder-text =
    { $greeting }

    { $has-product ->
        [yes] Nous vous avons récemment écrit au sujet de votre demande de remboursement pour { $product } et n’avons pas encore reçu votre réponse.
       *[no] Nous vous avons récemment écrit au sujet de votre demande de remboursement et n’avons pas encore reçu votre réponse.
    } { $count ->
        [one] Pour prendre notre décision, nous avons toujours besoin de la précision suivante :
       *[other] Pour prendre notre décision, nous avons toujours besoin des précisions suivantes :
    }

    { $questions }

    Nous vous remercions de bien vouloir répondre à ce message avant le { $answer-by } à { $answer-time } ({ $zone }). Passé ce délai, nous prendrons notre décision sur la base des informations dont nous disposons. Si vous nous avez répondu entre-temps, veuillez ne pas tenir compte de ce message.

    Cordialement,
    { $merchant }

## Approved: the money has not moved yet.

approved-subject =
    { $because ->
        [error] Toutes nos excuses : nous vous rembourserons { $amount }
        [right] Votre rétractation est confirmée : nous vous rembourserons { $amount }
        [goodwill] Votre remboursement de { $amount } est accordé
       *[terms] Votre remboursement de { $amount } est accordé
    }

approved-text =
    { $greeting }

    { $answered ->
        [at-once] Nous avons bien reçu votre message le { $received-day } à { $received-time } ({ $zone }).{ " " }
        [late] Nous vous remercions de votre patience.{ " " }
       *[soon] { "" }
    }{ $because ->
        [error] { $has-product ->
            [yes] Nous vous avons débité à tort pour { $product } et vous présentons toutes nos excuses.
           *[no] Nous vous avons débité à tort et vous présentons toutes nos excuses.
        }
        [right] { $has-product ->
            [yes] Nous confirmons avoir reçu, le { $withdrawn-day }, votre rétractation du contrat portant sur { $product }. Le contrat a ainsi pris fin.
           *[no] Nous confirmons avoir reçu, le { $withdrawn-day }, votre rétractation du contrat. Le contrat a ainsi pris fin.
        }
        [goodwill] { $has-product ->
            [yes] Nos conditions de remboursement ne couvrent pas votre demande de remboursement pour { $product }. Notre équipe l’a examinée individuellement et fait volontiers une exception.
           *[no] Nos conditions de remboursement ne couvrent pas votre demande de remboursement. Notre équipe l’a examinée individuellement et fait volontiers une exception.
        }
       *[terms] { $has-product ->
            [yes] Nous avons accordé votre demande de remboursement pour { $product }.
           *[no] Nous avons accordé votre demande de remboursement.
        }
    } { $extent ->
        [full] Nous vous rembourserons la totalité, soit { $amount }
        [asked] Nous vous rembourserons { $amount }, comme vous l’avez demandé
        [converted] Nous vous rembourserons { $amount }, convertis dans la devise dans laquelle vous avez payé
       *[part] Sur les { $paid } que vous avez payés, nous vous rembourserons { $amount }
    }{ $has-clause ->
        [yes] , car nos conditions de remboursement prévoient ce qui suit : « { $clause } »
       *[no] .
    }

    { $has-sum ->
        [yes]
            Voici comment ce montant a été calculé :

            { $sum }
       *[no] { "" }
    }

    La somme sera versée sur le moyen de paiement que vous avez utilisé. Il faut généralement compter { $days } avant qu’elle ne vous parvienne. Nous vous écrirons de nouveau dès qu’elle sera en route, ou si une démarche de votre part est nécessaire.

    Cordialement,
    { $merchant }

## Billing error: nobody has asked, and we put an error of ours right. The money has not moved yet.

billing-error-subject =
    { $has-product ->
        [yes] Nous avons commis une erreur dans votre facturation pour { $product }
       *[no] Nous avons commis une erreur dans votre facturation
    }

billing-error-text =
    { $greeting }

    { $has-product ->
        [yes] En vérifiant notre facturation, nous avons constaté que nous vous avions débité à tort pour { $product }.
       *[no] En vérifiant notre facturation, nous avons constaté que nous vous avions débité à tort.
    } { $full ->
        [yes] Nous vous rembourserons la totalité, soit { $amount }.
       *[no] Nous vous rembourserons une partie de la somme débitée, soit { $amount }.
    } Nous vous présentons toutes nos excuses.

    La somme sera versée sur le moyen de paiement que vous avez utilisé. Il faut généralement compter { $days } avant qu’elle ne vous parvienne. Nous vous écrirons de nouveau dès qu’elle sera en route, ou si une démarche de votre part est nécessaire.

    Cordialement,
    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] Notre réponse à votre demande de remboursement pour { $product }
       *[no] Notre réponse à votre demande de remboursement
    }

denied-text =
    { $greeting }

    { $answered ->
        [at-once] Nous avons bien reçu votre message le { $received-day } à { $received-time } ({ $zone }).{ " " }
        [late] Nous vous remercions de votre patience.{ " " }
       *[soon] { "" }
    }{ $by-person ->
        [yes] { $has-product ->
            [yes] Après avoir examiné avec attention votre demande de remboursement pour { $product }, nous regrettons de ne pouvoir y donner une suite favorable.
           *[no] Après avoir examiné avec attention votre demande de remboursement, nous regrettons de ne pouvoir y donner une suite favorable.
        }
       *[no] { $has-product ->
            [yes] Nous regrettons de ne pouvoir donner une suite favorable à votre demande de remboursement pour { $product }.
           *[no] Nous regrettons de ne pouvoir donner une suite favorable à votre demande de remboursement.
        }
    }

    En voici la raison :
    { $clause }

    { $has-alternatives ->
        [yes]
            Nous souhaitons néanmoins vous aider. Voici ce que nous pouvons vous proposer à la place :

            { $alternatives }

            Si l’une de ces solutions vous convient, ou si vous pensez que quelque chose nous a échappé, n’hésitez pas à répondre à ce message.
       *[no] Si vous pensez que quelque chose nous a échappé, n’hésitez pas à répondre à ce message ; nous y regarderons de plus près.
    }

    Cordialement,
    { $merchant }

## Action required: the payment company needs something of the customer before the money can go.

action-required-subject = Votre remboursement de { $amount } nécessite une action de votre part

action-required-text =
    { $greeting }

    { $has-product ->
        [yes] Nous avons demandé à notre prestataire de paiement de vous rembourser { $amount } pour { $product }. La somme ne peut pas vous revenir par le moyen de paiement que vous aviez utilisé : le prestataire a donc besoin d’informations de votre part, par exemple d’un compte bancaire.
       *[no] Nous avons demandé à notre prestataire de paiement de vous rembourser { $amount }. La somme ne peut pas vous revenir par le moyen de paiement que vous aviez utilisé : le prestataire a donc besoin d’informations de votre part, par exemple d’un compte bancaire.
    }

    Il vous a écrit lui-même par e-mail et vous y indique la marche à suivre. { $has-date ->
        [yes] Nous vous remercions de bien vouloir le faire au plus tard le { $act-by }. Passé cette date, le remboursement sera annulé.
       *[no] Nous vous remercions de bien vouloir le faire rapidement. À défaut, le remboursement sera annulé.
    } Si vous ne trouvez pas cet e-mail, consultez votre dossier de courrier indésirable ou répondez à ce message. Ne nous envoyez jamais vos coordonnées bancaires.

    Nous vous écrirons de nouveau dès que la somme sera en route.

    Cordialement,
    { $merchant }

## Lapsed: a refund that waited for the customer was given up.

lapsed-subject = Votre remboursement de { $amount } n’a pas pu être envoyé

lapsed-text =
    { $greeting }

    { $has-product ->
        [yes] Pour vous envoyer votre remboursement de { $amount } pour { $product }, notre prestataire de paiement avait besoin d’informations de votre part. Il vient d’annuler le remboursement, car ces informations ne lui sont pas parvenues à temps ou n’ont pas pu être utilisées. La somme n’a pas été envoyée.
       *[no] Pour vous envoyer votre remboursement de { $amount }, notre prestataire de paiement avait besoin d’informations de votre part. Il vient d’annuler le remboursement, car ces informations ne lui sont pas parvenues à temps ou n’ont pas pu être utilisées. La somme n’a pas été envoyée.
    }

    Nous n’oublions pas que cette somme vous est due. Nous cherchons une autre solution et vous écrirons à ce sujet au plus tard le { $answer-by }. Si une solution vous convient, merci de nous l’indiquer en répondant à ce message.

    Cordialement,
    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = Votre remboursement de { $amount } est en route

refunded-text =
    { $greeting }

    { $has-product ->
        [yes] Nous vous avons remboursé { $amount } pour { $product }, sur le moyen de paiement que vous aviez utilisé.
       *[no] Nous vous avons remboursé { $amount }, sur le moyen de paiement que vous aviez utilisé.
    }

    Selon votre banque ou l’émetteur de votre carte, quelques jours peuvent encore s’écouler avant que cette somme n’apparaisse sur votre relevé.

    Cordialement,
    { $merchant }

## Correction: a refund that was announced did not arrive.

correction-subject = Votre remboursement de { $amount } n’a pas abouti

correction-text =
    { $greeting }

    { $has-product ->
        [yes] Nous vous avions annoncé un remboursement de { $amount } pour { $product }. Malheureusement, le paiement n’a pas abouti et la somme ne vous est pas parvenue. Nous vous présentons toutes nos excuses.
       *[no] Nous vous avions annoncé un remboursement de { $amount }. Malheureusement, le paiement n’a pas abouti et la somme ne vous est pas parvenue. Nous vous présentons toutes nos excuses.
    }

    Nous recherchons l’origine du problème et vous indiquerons au plus tard le { $answer-by } comment vous recevrez votre argent. Si la carte ou le compte utilisé pour le paiement a été clôturé ou remplacé, merci de nous le signaler en répondant à ce message.

    Cordialement,
    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] Votre remboursement pour { $product } est-il bien arrivé ?
       *[no] Votre remboursement est-il bien arrivé ?
    }

feedback-text =
    { $greeting }

    { $has-product ->
        [yes] Il y a quelques jours, nous vous avons adressé un remboursement de { $amount } pour { $product }. Nous espérons qu’il vous est bien parvenu. Si ce n’est pas le cas, merci de répondre à ce message ; nous nous renseignerons aussitôt.
       *[no] Il y a quelques jours, nous vous avons adressé un remboursement de { $amount }. Nous espérons qu’il vous est bien parvenu. Si ce n’est pas le cas, merci de répondre à ce message ; nous nous renseignerons aussitôt.
    }

    Si vous avez une minute, nous serions également heureux de savoir ce que nous aurions pu faire de mieux. Une ligne ou deux suffisent.

    Avec tous nos remerciements,
    { $merchant }

## Dispute notices: to the merchant's team, not to the customer.

dispute-opened-subject =
    { $has-due ->
        [yes] Litige de { $amount } : justificatifs à fournir au plus tard le { $due-day }
       *[no] Nouveau litige de { $amount }
    }

dispute-opened-text =
    Bonjour,

    { $has-product ->
        [yes] La banque d’un client de { $merchant } a contesté un paiement pour { $product }. Le montant contesté s’élève à { $amount }.
       *[no] La banque d’un client de { $merchant } a contesté un paiement. Le montant contesté s’élève à { $amount }.
    }

    Paiement : { $payment }

    { $has-due ->
        [yes] Si vous souhaitez vous opposer à cette contestation, vos justificatifs doivent parvenir au prestataire de paiement au plus tard le { $due-day } à { $due-time } ({ $zone }). Passé ce délai, vous ne pourrez plus en transmettre, et un litige sans justificatifs est généralement perdu.
       *[no] Le prestataire de paiement n’indique aucun délai pour les justificatifs ; il n’est peut-être pas possible d’en transmettre. Veuillez consulter le litige dans le tableau de bord du prestataire.
    }

    Avant tout remboursement manuel de ce paiement, veuillez vérifier où en est le litige. Sinon, le client pourrait recevoir deux fois la somme.

    Ce message a été rédigé automatiquement par refundd.

dispute-won-subject = Litige gagné : { $amount }

dispute-won-text =
    Bonjour,

    { $has-product ->
        [yes] Le litige portant sur un paiement à { $merchant } pour { $product } a été tranché en votre faveur. Le montant contesté s’élevait à { $amount }.
       *[no] Le litige portant sur un paiement à { $merchant } a été tranché en votre faveur. Le montant contesté s’élevait à { $amount }.
    }

    Paiement : { $payment }

    Si la somme avait été débitée, le prestataire de paiement la créditera de nouveau sur votre compte, ce qui peut prendre quelques jours. Vous n’avez rien à faire.

    Ce message a été rédigé automatiquement par refundd.

dispute-lost-subject = Litige perdu : { $amount }

dispute-lost-text =
    Bonjour,

    { $has-product ->
        [yes] Le litige portant sur un paiement à { $merchant } pour { $product } a été tranché en faveur du client. Le montant contesté s’élevait à { $amount }.
       *[no] Le litige portant sur un paiement à { $merchant } a été tranché en faveur du client. Le montant contesté s’élevait à { $amount }.
    }

    Paiement : { $payment }

    Le client conserve cette somme ; veuillez ne pas la lui verser une seconde fois. Pour savoir si un recours est encore possible, consultez le tableau de bord du prestataire de paiement.

    Ce message a été rédigé automatiquement par refundd.

## How long the money takes: "5 à 7 jours ouvrés". Stands in `approved-text` and
## `billing-error-text`.

business-days =
    { $same ->
        [yes] { $to ->
            [one] un jour ouvré
           *[other] { $to } jours ouvrés
        }
       *[no] { $from } à { $to } jours ouvrés
    }

## One line of a list, in plain text.

list-item = – { $item }

## How a part of the payment came about, line by line, in `approved-text`. Each is a name, a colon and
## an amount; no line says whose rule it is.

sum-paid = Vous avez payé : { $amount }
sum-lines = Payé pour les éléments concernés : { $amount }
sum-fixed = Montant fixe prévu dans ce cas : { $amount }
sum-share = Part qui vous revient : { $share }
sum-time = Part restante de votre période : { $share }
sum-days = Jours restants de votre période : { $left } sur { $term }
sum-months = Mois restants de votre période : { $left } sur { $term }
sum-use = Part que vous n’avez pas utilisée : { $share }
sum-processor-fee = Moins les frais de paiement : { $amount }
sum-kept = Moins la somme que nous retenons : { $amount }
sum-result =
    { $rounded ->
       *[exact] Soit : { $amount }
        [nearest] Soit, après arrondi : { $amount }
        [up] Soit, arrondi par excès : { $amount }
        [down] Soit, arrondi par défaut : { $amount }
    }
sum-floor = Vous recevrez au moins : { $amount }
sum-cap = Vous recevrez au plus : { $amount }
sum-given = Moins les restitutions antérieures : { $amount }
sum-asked = Vous avez demandé : { $amount }
sum-left = Reste disponible sur ce paiement : { $amount }
sum-cut = Versé par tranches de { $step } : { $amount }
about-share = environ { $share }

## The first line of a letter to a customer, which stands in it as `$greeting`. `$name` is what the system
## that sends the letter replaces by the name.

greeting =
    { $has-name ->
        [yes] Bonjour { $name },
       *[no] Bonjour,
    }

## The subject of a letter that answers a request, where the account wants its id there.

subject-with-reference = { $subject } (référence : { $reference })

## What was asked for, and why, as the customer said it. Each stands after a colon in
## `acknowledged-text`.

whole-payment =
    { $has-price ->
        [yes] la totalité, soit { $price }
       *[no] la totalité
    }

reason-accidental_renewal = Vous indiquez que l’abonnement a été renouvelé sans que vous le souhaitiez
reason-change_of_mind = Changement d’avis
reason-duplicate = Vous indiquez que le même achat a été débité deux fois
reason-fraudulent = Vous indiquez ne pas être à l’origine de cet achat
reason-not_as_expected = Vous indiquez que le produit ne correspondait pas à vos attentes
reason-other = Autre motif
reason-technical_problem = Vous indiquez que le produit n’a pas fonctionné
reason-unused = Vous indiquez ne pas avoir utilisé le produit
reason-wrong_charge = Vous indiquez que le débit ne correspond pas à ce qui était convenu

## Clauses of the refund terms, each a whole sentence.

clause-already_returned = Le montant de cet achat vous a déjà été restitué en totalité.
clause-change_of_mind = Nos conditions de remboursement ne couvrent pas le changement d’avis une fois le délai de remboursement écoulé.
clause-disputed = Votre banque a contesté ce paiement en votre nom et c’est elle qui statuera. Nous ne pouvons donc pas le rembourser en parallèle.
clause-excluded_product = Nos conditions de remboursement ne s’appliquent pas à ce produit, comme indiqué lors de votre achat.
clause-heavy_use = Nos conditions de remboursement s’appliquent aux produits qui n’ont presque pas été utilisés, or celui-ci l’a été de façon importante.
clause-individual_review = Notre équipe a examiné votre demande individuellement et n’a pas trouvé, dans nos conditions de remboursement, de motif permettant un remboursement.
clause-missing_proof = Nos conditions de remboursement exigent une preuve d’achat, et nous n’avons pas pu rattacher votre demande à un achat.
clause-nothing_taken = Aucune somme n’a été prélevée pour cet achat, car le paiement n’a pas abouti ou a été annulé. Si votre banque affiche encore un montant réservé, elle le libérera.
clause-refund_terms = Nos conditions de remboursement ne prévoient pas de remboursement dans ce cas.
clause-repeat_refund = Nos conditions de remboursement prévoient un seul remboursement par client, et vous en avez déjà bénéficié.
clause-time_window = Nos conditions de remboursement s’appliquent pendant une durée limitée après l’achat, et ce délai était écoulé lorsque votre demande nous est parvenue.

## Alternatives, each a line of the list.

alternative-credit = un avoir sur votre compte client, à utiliser quand vous le souhaitez
alternative-discount = une remise sur votre prochain paiement
alternative-downgrade = le passage à une formule inférieure, à tarif réduit
alternative-extended_trial = une prolongation gratuite de votre période d’essai
alternative-onboarding_call = un entretien personnalisé pour vous aider à démarrer et répondre à vos questions

## Questions, each a line of the list.

question-how_long_in_use = Depuis combien de temps utilisez-vous le produit, et quand l’avez-vous utilisé pour la dernière fois ?
question-proof_of_purchase = Merci de nous envoyer une preuve d’achat, par exemple la facture ou la confirmation de commande.
question-screenshots = Si possible, joignez des captures d’écran montrant le problème.
question-support_tried = Avez-vous déjà contacté notre service d’assistance à ce sujet ? Si oui, avec quel résultat ?
question-what_went_wrong = Quel problème avez-vous rencontré, et quand l’avez-vous remarqué pour la première fois ?
question-which_order = De quel produit ou de quelle commande s’agit-il ? Le numéro de commande ou de facture suffit.
