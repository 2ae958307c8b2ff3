# German, addressed with "Sie". How this file is read, overridden and checked: docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] Ihre Erstattungsanfrage für { $product }
       *[no] Ihre Erstattungsanfrage
    }

acknowledged-text =
    { $greeting }

    { $has-product ->
        [yes] vielen Dank für Ihre Nachricht. Ihre Erstattungsanfrage für { $product } ist bei uns eingegangen.
       *[no] vielen Dank für Ihre Nachricht. Ihre Erstattungsanfrage ist bei uns eingegangen.
    } Diese Angaben liegen uns vor:

    Eingang: { $received-day }, { $received-time } Uhr ({ $zone })
    Betrag: { $asked }
    Grund: { $reason }
    Zahlung: { $payment }
    { $covered ->
        [plan-and-period]
            Tarif: { $plan }
            Zeitraum: { $period-from } bis { $period-to }
        [plan] Tarif: { $plan }
        [period] Zeitraum: { $period-from } bis { $period-to }
       *[nothing] { "" }
    }

    Sie erhalten unsere Antwort spätestens am { $answer-by }. Wenn wir vorher noch etwas von Ihnen benötigen, fragen wir Sie danach. Bitte bewahren Sie diese Nachricht als Eingangsbestätigung auf. Wenn eine der Angaben nicht stimmt oder Sie noch etwas ergänzen möchten, antworten Sie einfach darauf.

    Mit freundlichen Grüßen
    { $merchant }

## Delayed: the answer takes longer than promised, told before that day has passed.

delayed-subject =
    { $has-product ->
        [yes] Ihre Erstattungsanfrage für { $product }: Wir brauchen mehr Zeit
       *[no] Ihre Erstattungsanfrage: Wir brauchen mehr Zeit
    }

delayed-text =
    { $greeting }

    { $has-product ->
        [yes] die Antwort auf Ihre Erstattungsanfrage für { $product } dauert länger als erwartet. Dafür bitten wir Sie um Entschuldigung.
       *[no] die Antwort auf Ihre Erstattungsanfrage dauert länger als erwartet. Dafür bitten wir Sie um Entschuldigung.
    }

    Sie erhalten unsere Antwort bis zum { $answer-by }. Bis dahin brauchen Sie nichts zu tun.

    Mit freundlichen Grüßen
    { $merchant }

## Information requested: we cannot decide yet.

info-requested-subject =
    { $has-product ->
        [yes] Ihre Erstattungsanfrage für { $product }: { $count ->
            [one] eine Frage
           *[other] einige Fragen
        }
       *[no] Ihre Erstattungsanfrage: { $count ->
            [one] eine Frage
           *[other] einige Fragen
        }
    }

info-requested-text =
    { $greeting }

    { $has-product ->
        [yes] vielen Dank für Ihre Erstattungsanfrage zu { $product }.
       *[no] vielen Dank für Ihre Erstattungsanfrage.
    } { $count ->
        [one] Bevor wir entscheiden können, benötigen wir von Ihnen noch eine Angabe:
       *[other] Bevor wir entscheiden können, benötigen wir von Ihnen noch einige Angaben:
    }

    { $questions }

    Bitte antworten Sie bis zum { $answer-by }, { $answer-time } Uhr ({ $zone }), auf diese Nachricht. Eine kurze Antwort genügt. Wenn wir bis dahin nichts von Ihnen hören, entscheiden wir auf Grundlage der Angaben, die uns vorliegen.

    Mit freundlichen Grüßen
    { $merchant }

## Information reminder: the answer has not come, and the deadline is near.

info-reminder-subject =
    { $has-product ->
        [yes] Erinnerung: Zu Ihrer Erstattungsanfrage für { $product } fehlt uns noch Ihre Antwort
       *[no] Erinnerung: Zu Ihrer Erstattungsanfrage fehlt uns noch Ihre Antwort
    }

info-reminder-text =
    { $greeting }

    { $has-product ->
        [yes] vor Kurzem haben wir Ihnen zu Ihrer Erstattungsanfrage für { $product } geschrieben und bisher keine Antwort von Ihnen erhalten.
       *[no] vor Kurzem haben wir Ihnen zu Ihrer Erstattungsanfrage geschrieben und bisher keine Antwort von Ihnen erhalten.
    } { $count ->
        [one] Für unsere Entscheidung benötigen wir weiterhin diese Angabe:
       *[other] Für unsere Entscheidung benötigen wir weiterhin diese Angaben:
    }

    { $questions }

    Bitte antworten Sie bis zum { $answer-by }, { $answer-time } Uhr ({ $zone }), auf diese Nachricht. Danach entscheiden wir auf Grundlage der Angaben, die uns vorliegen. Haben Sie inzwischen geantwortet, ist nichts weiter zu tun.

    Mit freundlichen Grüßen
    { $merchant }

## Approved: the money has not moved yet.

approved-subject =
    { $because ->
        [error] Wir bitten um Entschuldigung: Sie erhalten { $amount } zurück
        [right] Ihr Widerruf ist bestätigt: Sie erhalten { $amount } zurück
        [goodwill] Sie erhalten { $amount } zurück
       *[terms] Sie erhalten { $amount } zurück
    }

approved-text =
    { $greeting }

    { $answered ->
        [at-once] vielen Dank für Ihre Nachricht, die am { $received-day }, { $received-time } Uhr ({ $zone }) bei uns eingegangen ist. { $because ->
            [error] { $has-product ->
                [yes] Wir haben Ihnen für { $product } zu Unrecht Geld berechnet. Dafür bitten wir Sie um Entschuldigung.
               *[no] Wir haben Ihnen zu Unrecht Geld berechnet. Dafür bitten wir Sie um Entschuldigung.
            }
            [right] { $has-product ->
                [yes] Wir bestätigen, dass Ihr Widerruf des Vertrags über { $product } am { $withdrawn-day } bei uns eingegangen ist. Der Vertrag ist damit beendet.
               *[no] Wir bestätigen, dass Ihr Widerruf des Vertrags am { $withdrawn-day } bei uns eingegangen ist. Der Vertrag ist damit beendet.
            }
            [goodwill] { $has-product ->
                [yes] Unsere Erstattungsbedingungen sehen für Ihre Anfrage zu { $product } keine Erstattung vor. Unser Team hat sich Ihr Anliegen persönlich angesehen, und wir kommen Ihnen gern entgegen.
               *[no] Unsere Erstattungsbedingungen sehen für Ihre Anfrage keine Erstattung vor. Unser Team hat sich Ihr Anliegen persönlich angesehen, und wir kommen Ihnen gern entgegen.
            }
           *[terms] { $has-product ->
                [yes] Wir haben Ihre Erstattungsanfrage für { $product } genehmigt.
               *[no] Wir haben Ihre Erstattungsanfrage genehmigt.
            }
        }
        [late] vielen Dank für Ihre Geduld. { $because ->
            [error] { $has-product ->
                [yes] Wir haben Ihnen für { $product } zu Unrecht Geld berechnet. Dafür bitten wir Sie um Entschuldigung.
               *[no] Wir haben Ihnen zu Unrecht Geld berechnet. Dafür bitten wir Sie um Entschuldigung.
            }
            [right] { $has-product ->
                [yes] Wir bestätigen, dass Ihr Widerruf des Vertrags über { $product } am { $withdrawn-day } bei uns eingegangen ist. Der Vertrag ist damit beendet.
               *[no] Wir bestätigen, dass Ihr Widerruf des Vertrags am { $withdrawn-day } bei uns eingegangen ist. Der Vertrag ist damit beendet.
            }
            [goodwill] { $has-product ->
                [yes] Unsere Erstattungsbedingungen sehen für Ihre Anfrage zu { $product } keine Erstattung vor. Unser Team hat sich Ihr Anliegen persönlich angesehen, und wir kommen Ihnen gern entgegen.
               *[no] Unsere Erstattungsbedingungen sehen für Ihre Anfrage keine Erstattung vor. Unser Team hat sich Ihr Anliegen persönlich angesehen, und wir kommen Ihnen gern entgegen.
            }
           *[terms] { $has-product ->
                [yes] Wir haben Ihre Erstattungsanfrage für { $product } genehmigt.
               *[no] Wir haben Ihre Erstattungsanfrage genehmigt.
            }
        }
       *[soon] { $because ->
            [error] { $has-product ->
                [yes] wir haben Ihnen für { $product } zu Unrecht Geld berechnet. Dafür bitten wir Sie um Entschuldigung.
               *[no] wir haben Ihnen zu Unrecht Geld berechnet. Dafür bitten wir Sie um Entschuldigung.
            }
            [right] { $has-product ->
                [yes] wir bestätigen, dass Ihr Widerruf des Vertrags über { $product } am { $withdrawn-day } bei uns eingegangen ist. Der Vertrag ist damit beendet.
               *[no] wir bestätigen, dass Ihr Widerruf des Vertrags am { $withdrawn-day } bei uns eingegangen ist. Der Vertrag ist damit beendet.
            }
            [goodwill] { $has-product ->
                [yes] unsere Erstattungsbedingungen sehen für Ihre Anfrage zu { $product } keine Erstattung vor. Unser Team hat sich Ihr Anliegen persönlich angesehen, und wir kommen Ihnen gern entgegen.
               *[no] unsere Erstattungsbedingungen sehen für Ihre Anfrage keine Erstattung vor. Unser Team hat sich Ihr Anliegen persönlich angesehen, und wir kommen Ihnen gern entgegen.
            }
           *[terms] { $has-product ->
                [yes] wir haben Ihre Erstattungsanfrage für { $product } genehmigt.
               *[no] wir haben Ihre Erstattungsanfrage genehmigt.
            }
        }
    } { $extent ->
        [full] Sie erhalten den vollen Betrag von { $amount } zurück
        [asked] Sie erhalten wie gewünscht { $amount } zurück
        [converted] Sie erhalten { $amount } zurück, umgerechnet in die Währung, in der Sie bezahlt haben
       *[part] Von den gezahlten { $paid } erhalten Sie { $amount } zurück
    }{ $has-clause ->
        [yes] , denn in unseren Erstattungsbedingungen steht: „{ $clause }“
       *[no] .
    }

    { $has-sum ->
        [yes]
            So kommt der Betrag zustande:

            { $sum }
       *[no] { "" }
    }

    Das Geld geht auf demselben Weg zurück, auf dem Sie bezahlt haben. In der Regel dauert es { $days }, bis der Betrag bei Ihnen eingeht. Wir schreiben Ihnen noch einmal, sobald er unterwegs ist oder falls dafür noch etwas von Ihnen gebraucht wird.

    Mit freundlichen Grüßen
    { $merchant }

## Billing error: nobody has asked, and we put an error of ours right. The money has not moved yet.

billing-error-subject =
    { $has-product ->
        [yes] Uns ist ein Fehler in Ihrer Abrechnung für { $product } unterlaufen
       *[no] Uns ist ein Fehler in Ihrer Abrechnung unterlaufen
    }

billing-error-text =
    { $greeting }

    { $has-product ->
        [yes] bei der Prüfung unserer Abrechnungen haben wir festgestellt, dass wir Ihnen für { $product } zu Unrecht Geld berechnet haben.
       *[no] bei der Prüfung unserer Abrechnungen haben wir festgestellt, dass wir Ihnen zu Unrecht Geld berechnet haben.
    } { $full ->
        [yes] Sie erhalten den vollen Betrag von { $amount } zurück.
       *[no] Vom berechneten Betrag erhalten Sie { $amount } zurück.
    } Wir bitten Sie um Entschuldigung.

    Das Geld geht auf demselben Weg zurück, auf dem Sie bezahlt haben. In der Regel dauert es { $days }, bis der Betrag bei Ihnen eingeht. Wir schreiben Ihnen noch einmal, sobald er unterwegs ist oder falls dafür noch etwas von Ihnen gebraucht wird.

    Mit freundlichen Grüßen
    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] Unsere Antwort auf Ihre Erstattungsanfrage für { $product }
       *[no] Unsere Antwort auf Ihre Erstattungsanfrage
    }

denied-text =
    { $greeting }

    { $answered ->
        [at-once] vielen Dank für Ihre Nachricht, die am { $received-day }, { $received-time } Uhr ({ $zone }) bei uns eingegangen ist. { $by-person ->
            [yes] { $has-product ->
                [yes] Wir haben Ihre Erstattungsanfrage für { $product } sorgfältig geprüft. Leider müssen wir sie ablehnen.
               *[no] Wir haben Ihre Erstattungsanfrage sorgfältig geprüft. Leider müssen wir sie ablehnen.
            }
           *[no] { $has-product ->
                [yes] Leider müssen wir Ihre Erstattungsanfrage für { $product } ablehnen.
               *[no] Leider müssen wir Ihre Erstattungsanfrage ablehnen.
            }
        }
        [late] { $by-person ->
            [yes] { $has-product ->
                [yes] vielen Dank für Ihre Geduld. Wir haben Ihre Erstattungsanfrage für { $product } sorgfältig geprüft. Leider müssen wir sie ablehnen.
               *[no] vielen Dank für Ihre Geduld. Wir haben Ihre Erstattungsanfrage sorgfältig geprüft. Leider müssen wir sie ablehnen.
            }
           *[no] { $has-product ->
                [yes] vielen Dank für Ihre Geduld. Leider müssen wir Ihre Erstattungsanfrage für { $product } ablehnen.
               *[no] vielen Dank für Ihre Geduld. Leider müssen wir Ihre Erstattungsanfrage ablehnen.
            }
        }
       *[soon] { $by-person ->
            [yes] { $has-product ->
                [yes] wir haben Ihre Erstattungsanfrage für { $product } sorgfältig geprüft. Leider müssen wir sie ablehnen.
               *[no] wir haben Ihre Erstattungsanfrage sorgfältig geprüft. Leider müssen wir sie ablehnen.
            }
           *[no] { $has-product ->
                [yes] leider müssen wir Ihre Erstattungsanfrage für { $product } ablehnen.
               *[no] leider müssen wir Ihre Erstattungsanfrage ablehnen.
            }
        }
    }

    Der Grund dafür: { $clause }

    { $has-alternatives ->
        [yes]
            Trotzdem möchten wir Ihnen gern weiterhelfen. Das können wir Ihnen stattdessen anbieten:

            { $alternatives }

            Wenn etwas davon für Sie infrage kommt oder wenn wir aus Ihrer Sicht etwas übersehen haben, antworten Sie bitte auf diese Nachricht.
       *[no] Wenn wir aus Ihrer Sicht etwas übersehen haben, antworten Sie bitte auf diese Nachricht. Wir sehen uns Ihr Anliegen dann an.
    }

    Mit freundlichen Grüßen
    { $merchant }

## Action required: the payment company needs something of the customer before the money can go.

action-required-subject = Für Ihre Erstattung von { $amount } werden noch Angaben von Ihnen benötigt

action-required-text =
    { $greeting }

    { $has-product ->
        [yes] wir haben unseren Zahlungsdienstleister beauftragt, Ihnen { $amount } für { $product } zu erstatten. Auf demselben Weg kann das Geld nicht zurückgehen. Deshalb braucht er noch Angaben von Ihnen, etwa eine Bankverbindung.
       *[no] wir haben unseren Zahlungsdienstleister beauftragt, Ihnen { $amount } zu erstatten. Auf demselben Weg kann das Geld nicht zurückgehen. Deshalb braucht er noch Angaben von Ihnen, etwa eine Bankverbindung.
    }

    Er hat Ihnen dazu selbst eine E-Mail geschickt, in der steht, was zu tun ist. { $has-date ->
        [yes] Bitte erledigen Sie das bis zum { $act-by }. Danach wird die Erstattung abgebrochen.
       *[no] Bitte erledigen Sie das bald. Sonst wird die Erstattung abgebrochen.
    } Falls Sie die E-Mail nicht finden, sehen Sie bitte im Spam-Ordner nach oder antworten Sie auf diese Nachricht. Bitte senden Sie uns niemals Ihre Kontodaten.

    Sobald das Geld unterwegs ist, schreiben wir Ihnen noch einmal.

    Mit freundlichen Grüßen
    { $merchant }

## Lapsed: a refund that waited for the customer was given up.

lapsed-subject = Ihre Erstattung von { $amount } konnte nicht gesendet werden

lapsed-text =
    { $greeting }

    { $has-product ->
        [yes] für Ihre Erstattung von { $amount } für { $product } brauchte unser Zahlungsdienstleister Angaben von Ihnen. Er hat die Erstattung nun abgebrochen, weil diese Angaben nicht rechtzeitig eingegangen sind oder nicht verwendet werden konnten. Das Geld wurde nicht gesendet.
       *[no] für Ihre Erstattung von { $amount } brauchte unser Zahlungsdienstleister Angaben von Ihnen. Er hat die Erstattung nun abgebrochen, weil diese Angaben nicht rechtzeitig eingegangen sind oder nicht verwendet werden konnten. Das Geld wurde nicht gesendet.
    }

    Dass Ihnen dieser Betrag zusteht, haben wir nicht vergessen. Wir suchen einen anderen Weg und schreiben Ihnen dazu bis zum { $answer-by }. Wenn Sie einen Weg kennen, der Ihnen passt, antworten Sie bitte auf diese Nachricht.

    Mit freundlichen Grüßen
    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = Ihre Erstattung von { $amount } ist unterwegs

refunded-text =
    { $greeting }

    { $has-product ->
        [yes] wir haben Ihnen { $amount } für { $product } erstattet. Das Geld geht auf demselben Weg zurück, auf dem Sie bezahlt haben.
       *[no] wir haben Ihnen { $amount } erstattet. Das Geld geht auf demselben Weg zurück, auf dem Sie bezahlt haben.
    }

    Bis der Betrag auf Ihrem Kontoauszug oder Ihrer Kartenabrechnung erscheint, können noch einige Tage vergehen.

    Mit freundlichen Grüßen
    { $merchant }

## Correction: a refund that was announced did not arrive.

correction-subject = Ihre Erstattung von { $amount } ist nicht angekommen

correction-text =
    { $greeting }

    { $has-product ->
        [yes] wir hatten Ihnen eine Erstattung von { $amount } für { $product } angekündigt. Leider ist die Zahlung fehlgeschlagen, und das Geld hat Sie nicht erreicht. Dafür bitten wir Sie um Entschuldigung.
       *[no] wir hatten Ihnen eine Erstattung von { $amount } angekündigt. Leider ist die Zahlung fehlgeschlagen, und das Geld hat Sie nicht erreicht. Dafür bitten wir Sie um Entschuldigung.
    }

    Wir gehen dem nach und schreiben Ihnen bis zum { $answer-by }, wie Sie Ihr Geld erhalten. Falls die Karte oder das Konto, mit dem Sie bezahlt haben, nicht mehr besteht oder ersetzt wurde, teilen Sie uns das bitte in einer Antwort auf diese Nachricht mit.

    Mit freundlichen Grüßen
    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] Ist Ihre Erstattung für { $product } angekommen?
       *[no] Ist Ihre Erstattung angekommen?
    }

feedback-text =
    { $greeting }

    { $has-product ->
        [yes] vor einigen Tagen haben wir Ihre Erstattung von { $amount } für { $product } auf den Weg gebracht. Wir hoffen, dass das Geld inzwischen bei Ihnen angekommen ist. Falls nicht, antworten Sie bitte auf diese Nachricht. Wir gehen dem dann nach.
       *[no] vor einigen Tagen haben wir Ihre Erstattung von { $amount } auf den Weg gebracht. Wir hoffen, dass das Geld inzwischen bei Ihnen angekommen ist. Falls nicht, antworten Sie bitte auf diese Nachricht. Wir gehen dem dann nach.
    }

    Wenn Sie einen Moment Zeit haben, würden wir außerdem gern erfahren, was wir hätten besser machen können. Ein, zwei Sätze genügen.

    Vielen Dank und freundliche Grüße
    { $merchant }

## Dispute notices: to the merchant's team, not to the customer.

dispute-opened-subject =
    { $has-due ->
        [yes] Zahlungsanfechtung über { $amount }: Nachweise bis { $due-day }
       *[no] Neue Zahlungsanfechtung über { $amount }
    }

dispute-opened-text =
    Guten Tag,

    { $has-product ->
        [yes] die Bank eines Kunden von { $merchant } hat eine Zahlung für { $product } angefochten. Es geht um { $amount }.
       *[no] die Bank eines Kunden von { $merchant } hat eine Zahlung angefochten. Es geht um { $amount }.
    }

    Zahlung: { $payment }

    { $has-due ->
        [yes] Wenn Sie der Anfechtung widersprechen möchten, müssen Ihre Nachweise bis zum { $due-day }, { $due-time } Uhr ({ $zone }), beim Zahlungsdienstleister eingehen. Danach lassen sie sich nicht mehr einreichen, und ohne Nachweise wird in der Regel zugunsten des Kunden entschieden.
       *[no] Der Zahlungsdienstleister nennt keine Frist für Nachweise. Möglicherweise lassen sich keine einreichen. Bitte sehen Sie im Dashboard des Zahlungsdienstleisters nach.
    }

    Bitte prüfen Sie den Stand der Anfechtung, bevor Sie diese Zahlung manuell erstatten. Sonst erhält der Kunde das Geld möglicherweise zweimal.

    Diese Mitteilung hat refundd automatisch erstellt.

dispute-won-subject = Zahlungsanfechtung gewonnen: { $amount }

dispute-won-text =
    Guten Tag,

    { $has-product ->
        [yes] die Anfechtung einer Zahlung an { $merchant } für { $product } wurde zu Ihren Gunsten entschieden. Es ging um { $amount }.
       *[no] die Anfechtung einer Zahlung an { $merchant } wurde zu Ihren Gunsten entschieden. Es ging um { $amount }.
    }

    Zahlung: { $payment }

    Falls der Betrag abgebucht worden war, schreibt der Zahlungsdienstleister ihn Ihrem Konto wieder gut. Das kann einige Tage dauern. Sie brauchen nichts zu tun.

    Diese Mitteilung hat refundd automatisch erstellt.

dispute-lost-subject = Zahlungsanfechtung verloren: { $amount }

dispute-lost-text =
    Guten Tag,

    { $has-product ->
        [yes] die Anfechtung einer Zahlung an { $merchant } für { $product } wurde zugunsten des Kunden entschieden. Es ging um { $amount }.
       *[no] die Anfechtung einer Zahlung an { $merchant } wurde zugunsten des Kunden entschieden. Es ging um { $amount }.
    }

    Zahlung: { $payment }

    Der Betrag bleibt beim Kunden. Bitte zahlen Sie ihn nicht noch einmal zurück. Ob Sie gegen die Entscheidung noch vorgehen können, sehen Sie im Dashboard des Zahlungsdienstleisters.

    Diese Mitteilung hat refundd automatisch erstellt.

## How long the money takes: "5 bis 7 Bankarbeitstage". Stands in `approved-text` and
## `billing-error-text`, in the accusative.

business-days =
    { $same ->
        [yes] { $to ->
            [one] einen Bankarbeitstag
           *[other] { $to } Bankarbeitstage
        }
       *[no] { $from } bis { $to } Bankarbeitstage
    }

## One line of a list, in plain text.

list-item = – { $item }

## How a part of the payment came about, line by line, in `approved-text`. Each is a name, a colon and
## an amount; no line says whose rule it is.

sum-paid = Sie haben gezahlt: { $amount }
sum-lines = Gezahlt für die betreffenden Posten: { $amount }
sum-fixed = Fester Betrag für diesen Fall: { $amount }
sum-share = Anteil, den Sie zurückerhalten: { $share }
sum-time = Restlicher Anteil Ihrer Laufzeit: { $share }
sum-days = Restliche Tage Ihrer Laufzeit: { $left } von { $term }
sum-months = Restliche Monate Ihrer Laufzeit: { $left } von { $term }
sum-use = Anteil, den Sie nicht genutzt haben: { $share }
sum-processor-fee = Abzüglich der Zahlungsgebühr: { $amount }
sum-kept = Abzüglich unseres Einbehalts: { $amount }
sum-result =
    { $rounded ->
       *[exact] Das ergibt: { $amount }
        [nearest] Gerundet ergibt das: { $amount }
        [up] Aufgerundet ergibt das: { $amount }
        [down] Abgerundet ergibt das: { $amount }
    }
sum-floor = Sie erhalten mindestens: { $amount }
sum-cap = Sie erhalten höchstens: { $amount }
sum-given = Abzüglich früherer Rückzahlungen: { $amount }
sum-asked = Von Ihnen gewünscht: { $amount }
sum-left = Von dieser Zahlung noch übrig: { $amount }
sum-cut = Auszahlbar in Schritten von { $step }: { $amount }
about-share = rund { $share }

## The first line of a letter to a customer, which stands in it as `$greeting`. `$name` is what the system
## that sends the letter replaces by the name.

greeting =
    { $has-name ->
        [yes] Guten Tag { $name },
       *[no] Guten Tag,
    }

## The subject of a letter that answers a request, where the account wants its id there.

subject-with-reference = { $subject } (Referenz: { $reference })

## What was asked for, and why, as the customer said it. Each stands after a colon in
## `acknowledged-text`.

whole-payment =
    { $has-price ->
        [yes] der volle Betrag von { $price }
       *[no] der volle Betrag
    }

reason-accidental_renewal = Sie geben an, dass sich das Abonnement gegen Ihren Wunsch verlängert hat
reason-change_of_mind = Sie haben es sich anders überlegt
reason-duplicate = Sie geben an, dass derselbe Kauf doppelt berechnet wurde
reason-fraudulent = Sie geben an, dass Sie diesen Kauf nicht getätigt haben
reason-not_as_expected = Sie geben an, dass das Produkt nicht Ihren Erwartungen entsprach
reason-other = Ein anderer Grund
reason-technical_problem = Sie geben an, dass das Produkt nicht funktioniert hat
reason-unused = Sie geben an, dass Sie das Produkt nicht genutzt haben
reason-wrong_charge = Sie geben an, dass etwas anderes berechnet wurde als vereinbart

## Clauses of the refund terms, each a whole sentence.

clause-already_returned = Für diesen Kauf haben Sie den vollen Betrag bereits zurückerhalten.
clause-change_of_mind = Nach Ablauf der Erstattungsfrist sehen unsere Erstattungsbedingungen keine Erstattung vor, wenn Sie es sich anders überlegt haben.
clause-disputed = Ihre Bank hat diese Zahlung in Ihrem Auftrag beanstandet und entscheidet darüber. Deshalb können wir sie nicht zusätzlich erstatten.
clause-excluded_product = Dieses Produkt ist nach unseren Erstattungsbedingungen von der Erstattung ausgenommen. Darauf haben wir beim Kauf hingewiesen.
clause-heavy_use = Unsere Erstattungsbedingungen gelten für Produkte, die kaum genutzt wurden. Dieses Produkt wurde bereits in größerem Umfang genutzt.
clause-individual_review = Unser Team hat Ihre Anfrage persönlich geprüft und in unseren Erstattungsbedingungen keine Grundlage für eine Erstattung gefunden.
clause-missing_proof = Unsere Erstattungsbedingungen setzen einen Kaufnachweis voraus, und wir konnten Ihre Anfrage keinem Kauf zuordnen.
clause-nothing_taken = Für diesen Kauf haben wir kein Geld eingezogen, weil die Zahlung nicht zustande gekommen ist oder storniert wurde. Falls Ihre Bank noch einen Betrag als vorgemerkt anzeigt, gibt sie ihn wieder frei.
clause-refund_terms = Unsere Erstattungsbedingungen sehen in diesem Fall keine Erstattung vor.
clause-repeat_refund = Unsere Erstattungsbedingungen sehen eine Erstattung pro Kunde vor, und Sie haben bereits eine erhalten.
clause-time_window = Unsere Erstattungsbedingungen gelten für einen begrenzten Zeitraum nach dem Kauf. Als Ihre Anfrage bei uns einging, war er bereits abgelaufen.

## Alternatives, each a line of the list.

alternative-credit = ein Guthaben auf Ihrem Konto bei uns, das Sie jederzeit einlösen können
alternative-discount = ein Rabatt auf Ihre nächste Zahlung
alternative-downgrade = der Wechsel in einen kleineren, günstigeren Tarif
alternative-extended_trial = mehr Zeit zum Ausprobieren, kostenlos
alternative-onboarding_call = ein persönliches Gespräch, in dem wir Ihnen bei der Einrichtung helfen und Ihre Fragen beantworten

## Questions, each a line of the list.

question-how_long_in_use = Wie lange haben Sie das Produkt genutzt, und wann zuletzt?
question-proof_of_purchase = Bitte senden Sie uns einen Kaufnachweis, zum Beispiel die Rechnung oder die Bestellbestätigung.
question-screenshots = Bitte fügen Sie nach Möglichkeit Bildschirmfotos bei, auf denen das Problem zu sehen ist.
question-support_tried = Haben Sie sich deswegen schon an unseren Support gewandt? Wenn ja, mit welchem Ergebnis?
question-what_went_wrong = Was hat nicht funktioniert, und wann ist es Ihnen zum ersten Mal aufgefallen?
question-which_order = Um welches Produkt oder welche Bestellung geht es? Die Bestell- oder Rechnungsnummer genügt.
