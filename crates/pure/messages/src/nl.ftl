# Dutch, addressed with "u". How this file is read, overridden and checked: docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] Uw verzoek om terugbetaling voor { $product }
       *[no] Uw verzoek om terugbetaling
    }

acknowledged-text =
    { $greeting }

    { $has-product ->
        [yes] Bedankt voor uw bericht. Wij hebben uw verzoek om terugbetaling voor { $product } ontvangen.
       *[no] Bedankt voor uw bericht. Wij hebben uw verzoek om terugbetaling ontvangen.
    } Dit zijn de gegevens van uw verzoek:

    Ontvangen: { $received-day } om { $received-time } uur ({ $zone })
    Bedrag: { $asked }
    Reden: { $reason }
    Betaling: { $payment }
    { $covered ->
        [plan-and-period]
            Abonnement: { $plan }
            Periode: { $period-from } tot { $period-to }
        [plan] Abonnement: { $plan }
        [period] Periode: { $period-from } tot { $period-to }
       *[nothing] { "" }
    }

    U ontvangt ons antwoord uiterlijk op { $answer-by }. Hebben wij voor die tijd nog iets van u nodig, dan vragen wij u daarom. Bewaar dit bericht als ontvangstbevestiging. Klopt er iets niet of wilt u nog iets toevoegen? Beantwoord dan gewoon dit bericht.

    Met vriendelijke groet,
    { $merchant }

## Delayed: the answer takes longer than promised, told before that day has passed.

delayed-subject =
    { $has-product ->
        [yes] Uw verzoek om terugbetaling voor { $product }: wij hebben meer tijd nodig
       *[no] Uw verzoek om terugbetaling: wij hebben meer tijd nodig
    }

delayed-text =
    { $greeting }

    { $has-product ->
        [yes] Wij hebben meer tijd nodig dan verwacht om uw verzoek om terugbetaling voor { $product } te beantwoorden. Onze excuses daarvoor.
       *[no] Wij hebben meer tijd nodig dan verwacht om uw verzoek om terugbetaling te beantwoorden. Onze excuses daarvoor.
    }

    U ontvangt ons antwoord uiterlijk op { $answer-by }. Tot die tijd hoeft u niets te doen.

    Met vriendelijke groet,
    { $merchant }

## Information requested: we cannot decide yet.

info-requested-subject =
    { $has-product ->
        [yes] Uw verzoek om terugbetaling voor { $product }: { $count ->
            [one] een vraag
           *[other] enkele vragen
        }
       *[no] Uw verzoek om terugbetaling: { $count ->
            [one] een vraag
           *[other] enkele vragen
        }
    }

info-requested-text =
    { $greeting }

    { $has-product ->
        [yes] Bedankt voor uw verzoek om terugbetaling voor { $product }.
       *[no] Bedankt voor uw verzoek om terugbetaling.
    } { $count ->
        [one] Voordat wij kunnen beslissen, hebben wij nog één antwoord van u nodig:
       *[other] Voordat wij kunnen beslissen, hebben wij nog enkele antwoorden van u nodig:
    }

    { $questions }

    Wilt u dit bericht uiterlijk op { $answer-by } om { $answer-time } uur ({ $zone }) beantwoorden? Een kort antwoord is voldoende. Als wij dan nog niets van u hebben gehoord, beslissen wij op basis van de gegevens die wij hebben.

    Met vriendelijke groet,
    { $merchant }

## Information reminder: the answer has not come, and the deadline is near.

info-reminder-subject =
    { $has-product ->
        [yes] Herinnering: uw verzoek om terugbetaling voor { $product } wacht op uw antwoord
       *[no] Herinnering: uw verzoek om terugbetaling wacht op uw antwoord
    }

info-reminder-text =
    { $greeting }

    { $has-product ->
        [yes] Onlangs hebben wij u geschreven over uw verzoek om terugbetaling voor { $product }. Wij hebben nog geen antwoord van u ontvangen.
       *[no] Onlangs hebben wij u geschreven over uw verzoek om terugbetaling. Wij hebben nog geen antwoord van u ontvangen.
    } { $count ->
        [one] Om te kunnen beslissen, hebben wij nog steeds het volgende antwoord van u nodig:
       *[other] Om te kunnen beslissen, hebben wij nog steeds de volgende antwoorden van u nodig:
    }

    { $questions }

    Wilt u dit bericht uiterlijk op { $answer-by } om { $answer-time } uur ({ $zone }) beantwoorden? Daarna beslissen wij op basis van de gegevens die wij hebben. Hebt u intussen al geantwoord? Dan hoeft u niets meer te doen.

    Met vriendelijke groet,
    { $merchant }

## Approved: the money has not moved yet.

approved-subject =
    { $because ->
        [error] Onze excuses: wij betalen u { $amount } terug
        [right] Uw herroeping is bevestigd: wij betalen u { $amount } terug
        [goodwill] Wij betalen u { $amount } terug
       *[terms] Wij betalen u { $amount } terug
    }

approved-text =
    { $greeting }

    { $answered ->
        [at-once] Bedankt voor uw bericht, dat wij op { $received-day } om { $received-time } uur ({ $zone }) hebben ontvangen.{ " " }
        [late] Bedankt voor uw geduld.{ " " }
       *[soon] { "" }
    }{ $because ->
        [error] { $has-product ->
            [yes] Wij hebben u ten onrechte geld in rekening gebracht voor { $product }. Wij bieden u onze excuses aan.
           *[no] Wij hebben u ten onrechte geld in rekening gebracht. Wij bieden u onze excuses aan.
        }
        [right] { $has-product ->
            [yes] Wij bevestigen dat wij uw herroeping van de overeenkomst voor { $product } op { $withdrawn-day } hebben ontvangen. De overeenkomst is daarmee beëindigd.
           *[no] Wij bevestigen dat wij uw herroeping van de overeenkomst op { $withdrawn-day } hebben ontvangen. De overeenkomst is daarmee beëindigd.
        }
        [goodwill] { $has-product ->
            [yes] Onze terugbetalingsvoorwaarden voorzien niet in uw verzoek om terugbetaling voor { $product }. Een medewerker van ons team heeft het persoonlijk bekeken, en wij maken graag een uitzondering.
           *[no] Onze terugbetalingsvoorwaarden voorzien niet in uw verzoek om terugbetaling. Een medewerker van ons team heeft het persoonlijk bekeken, en wij maken graag een uitzondering.
        }
       *[terms] { $has-product ->
            [yes] Wij hebben uw verzoek om terugbetaling voor { $product } goedgekeurd.
           *[no] Wij hebben uw verzoek om terugbetaling goedgekeurd.
        }
    } { $extent ->
        [full] U krijgt het volledige bedrag van { $amount } terug
        [asked] U krijgt { $amount } terug, zoals u hebt gevraagd
        [converted] U krijgt { $amount } terug, omgerekend naar de valuta waarin u hebt betaald
       *[part] Van de { $paid } die u hebt betaald, krijgt u { $amount } terug
    }{ $has-clause ->
        [yes] , want in onze terugbetalingsvoorwaarden staat: “{ $clause }”
       *[no] .
    }

    { $has-sum ->
        [yes]
            Zo is het bedrag berekend:

            { $sum }
       *[no] { "" }
    }

    Het geld gaat terug via de betaalmethode waarmee u hebt betaald. Meestal duurt het { $days } voordat u het bedrag ontvangt. Wij schrijven u opnieuw zodra het onderweg is, of als er nog iets van u nodig is.

    Met vriendelijke groet,
    { $merchant }

## Billing error: nobody has asked, and we put an error of ours right. The money has not moved yet.

billing-error-subject =
    { $has-product ->
        [yes] Wij hebben een fout gemaakt in uw facturering voor { $product }
       *[no] Wij hebben een fout gemaakt in uw facturering
    }

billing-error-text =
    { $greeting }

    { $has-product ->
        [yes] Bij het controleren van onze facturering hebben wij vastgesteld dat wij u ten onrechte geld in rekening hebben gebracht voor { $product }.
       *[no] Bij het controleren van onze facturering hebben wij vastgesteld dat wij u ten onrechte geld in rekening hebben gebracht.
    } { $full ->
        [yes] U krijgt het volledige bedrag van { $amount } terug.
       *[no] U krijgt { $amount } van het in rekening gebrachte bedrag terug.
    } Wij bieden u onze excuses aan.

    Het geld gaat terug via de betaalmethode waarmee u hebt betaald. Meestal duurt het { $days } voordat u het bedrag ontvangt. Wij schrijven u opnieuw zodra het onderweg is, of als er nog iets van u nodig is.

    Met vriendelijke groet,
    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] Ons antwoord op uw verzoek om terugbetaling voor { $product }
       *[no] Ons antwoord op uw verzoek om terugbetaling
    }

denied-text =
    { $greeting }

    { $answered ->
        [at-once] Bedankt voor uw bericht, dat wij op { $received-day } om { $received-time } uur ({ $zone }) hebben ontvangen.{ " " }
        [late] Bedankt voor uw geduld.{ " " }
       *[soon] { "" }
    }{ $by-person ->
        [yes] { $has-product ->
            [yes] Wij hebben uw verzoek om terugbetaling voor { $product } zorgvuldig bekeken. Helaas kunnen wij het niet inwilligen.
           *[no] Wij hebben uw verzoek om terugbetaling zorgvuldig bekeken. Helaas kunnen wij het niet inwilligen.
        }
       *[no] { $has-product ->
            [yes] Helaas kunnen wij uw verzoek om terugbetaling voor { $product } niet inwilligen.
           *[no] Helaas kunnen wij uw verzoek om terugbetaling niet inwilligen.
        }
    }

    De reden daarvoor is:
    { $clause }

    { $has-alternatives ->
        [yes]
            Toch willen wij u graag verder helpen. Dit kunnen wij u in plaats daarvan aanbieden:

            { $alternatives }

            Spreekt een van deze mogelijkheden u aan, of hebben wij volgens u iets over het hoofd gezien? Beantwoord dan dit bericht.
       *[no] Hebben wij volgens u iets over het hoofd gezien? Beantwoord dan dit bericht. Wij kijken er dan naar.
    }

    Met vriendelijke groet,
    { $merchant }

## Action required: the payment company needs something of the customer before the money can go.

action-required-subject = Voor uw terugbetaling van { $amount } is nog iets van u nodig

action-required-text =
    { $greeting }

    { $has-product ->
        [yes] Wij hebben onze betaaldienst gevraagd om { $amount } voor { $product } aan u terug te betalen. Het geld kan niet terug via de betaalmethode die u hebt gebruikt. Daarom heeft de betaaldienst nog gegevens van u nodig, zoals een bankrekening.
       *[no] Wij hebben onze betaaldienst gevraagd om { $amount } aan u terug te betalen. Het geld kan niet terug via de betaalmethode die u hebt gebruikt. Daarom heeft de betaaldienst nog gegevens van u nodig, zoals een bankrekening.
    }

    De betaaldienst heeft u daarover zelf een e-mail gestuurd, waarin staat wat u kunt doen. { $has-date ->
        [yes] Doe dit uiterlijk op { $act-by }. Daarna wordt de terugbetaling geannuleerd.
       *[no] Doe dit binnenkort. Anders wordt de terugbetaling geannuleerd.
    } Kunt u de e-mail niet vinden? Kijk dan in uw map met ongewenste e-mail of beantwoord dit bericht. Stuur ons nooit uw rekeninggegevens.

    Zodra het geld onderweg is, laten wij het u weten.

    Met vriendelijke groet,
    { $merchant }

## Lapsed: a refund that waited for the customer was given up.

lapsed-subject = Uw terugbetaling van { $amount } kon niet worden overgemaakt

lapsed-text =
    { $greeting }

    { $has-product ->
        [yes] Voor uw terugbetaling van { $amount } voor { $product } had onze betaaldienst gegevens van u nodig. De betaaldienst heeft de terugbetaling nu geannuleerd, omdat deze gegevens niet op tijd zijn ontvangen of niet konden worden gebruikt. Het geld is niet overgemaakt.
       *[no] Voor uw terugbetaling van { $amount } had onze betaaldienst gegevens van u nodig. De betaaldienst heeft de terugbetaling nu geannuleerd, omdat deze gegevens niet op tijd zijn ontvangen of niet konden worden gebruikt. Het geld is niet overgemaakt.
    }

    Wij zijn niet vergeten dat u dit bedrag van ons tegoed hebt. Wij zoeken een andere weg en schrijven u daarover uiterlijk op { $answer-by }. Weet u zelf een weg die u uitkomt? Beantwoord dan dit bericht.

    Met vriendelijke groet,
    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = Uw terugbetaling van { $amount } is onderweg

refunded-text =
    { $greeting }

    { $has-product ->
        [yes] Wij hebben { $amount } voor { $product } aan u terugbetaald via de betaalmethode die u hebt gebruikt.
       *[no] Wij hebben { $amount } aan u terugbetaald via de betaalmethode die u hebt gebruikt.
    }

    Het kan nog enkele dagen duren voordat het bedrag op uw bank- of kaartafschrift staat.

    Met vriendelijke groet,
    { $merchant }

## Correction: a refund that was announced did not arrive.

correction-subject = Uw terugbetaling van { $amount } is niet gelukt

correction-text =
    { $greeting }

    { $has-product ->
        [yes] Wij hadden u een terugbetaling van { $amount } voor { $product } toegezegd. Helaas is de betaling niet gelukt en hebt u het geld niet ontvangen. Wij bieden u daarvoor onze excuses aan.
       *[no] Wij hadden u een terugbetaling van { $amount } toegezegd. Helaas is de betaling niet gelukt en hebt u het geld niet ontvangen. Wij bieden u daarvoor onze excuses aan.
    }

    Wij zoeken uit wat er is misgegaan en schrijven u uiterlijk op { $answer-by } hoe u uw geld ontvangt. Is de kaart of rekening waarmee u hebt betaald opgeheven of vervangen? Laat het ons dan weten door dit bericht te beantwoorden.

    Met vriendelijke groet,
    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] Hebt u uw terugbetaling voor { $product } ontvangen?
       *[no] Hebt u uw terugbetaling ontvangen?
    }

feedback-text =
    { $greeting }

    { $has-product ->
        [yes] Enkele dagen geleden hebben wij een terugbetaling van { $amount } voor { $product } aan u overgemaakt. Wij hopen dat u het bedrag inmiddels hebt ontvangen. Is dat niet het geval? Beantwoord dan dit bericht, dan zoeken wij het voor u uit.
       *[no] Enkele dagen geleden hebben wij een terugbetaling van { $amount } aan u overgemaakt. Wij hopen dat u het bedrag inmiddels hebt ontvangen. Is dat niet het geval? Beantwoord dan dit bericht, dan zoeken wij het voor u uit.
    }

    Als u even tijd hebt, horen wij ook graag wat wij beter hadden kunnen doen. Een paar regels zijn al genoeg.

    Hartelijk dank en met vriendelijke groet,
    { $merchant }

## Dispute notices: to the merchant's team, not to the customer.

dispute-opened-subject =
    { $has-due ->
        [yes] Betwiste betaling van { $amount }: bewijs uiterlijk op { $due-day } indienen
       *[no] Nieuwe betwisting van { $amount }
    }

dispute-opened-text =
    Goedendag,

    { $has-product ->
        [yes] De bank van een klant van { $merchant } heeft een betaling voor { $product } betwist. Het gaat om { $amount }.
       *[no] De bank van een klant van { $merchant } heeft een betaling betwist. Het gaat om { $amount }.
    }

    Betaling: { $payment }

    { $has-due ->
        [yes] Als u de betwisting wilt aanvechten, moet uw bewijsmateriaal uiterlijk op { $due-day } om { $due-time } uur ({ $zone }) bij de betalingsverwerker binnen zijn. Daarna kunt u niets meer indienen, en zonder bewijsmateriaal wordt meestal in het voordeel van de klant beslist.
       *[no] De betalingsverwerker noemt geen termijn voor bewijsmateriaal. Mogelijk kunt u niets indienen. Bekijk de betwisting in het dashboard van de betalingsverwerker.
    }

    Controleer hoe het met de betwisting staat voordat u deze betaling handmatig terugstort. Anders ontvangt de klant het geld mogelijk twee keer.

    Deze melding is automatisch opgesteld door refundd.

dispute-won-subject = Betwisting gewonnen: { $amount }

dispute-won-text =
    Goedendag,

    { $has-product ->
        [yes] De betwisting van een betaling aan { $merchant } voor { $product } is in uw voordeel beslist. Het ging om { $amount }.
       *[no] De betwisting van een betaling aan { $merchant } is in uw voordeel beslist. Het ging om { $amount }.
    }

    Betaling: { $payment }

    Als het bedrag was afgeschreven, schrijft de betalingsverwerker het weer bij op uw rekening. Dat kan enkele dagen duren. U hoeft niets te doen.

    Deze melding is automatisch opgesteld door refundd.

dispute-lost-subject = Betwisting verloren: { $amount }

dispute-lost-text =
    Goedendag,

    { $has-product ->
        [yes] De betwisting van een betaling aan { $merchant } voor { $product } is in het voordeel van de klant beslist. Het ging om { $amount }.
       *[no] De betwisting van een betaling aan { $merchant } is in het voordeel van de klant beslist. Het ging om { $amount }.
    }

    Betaling: { $payment }

    De klant houdt dit bedrag. Stort het dus niet nog een keer terug. Of u nog in beroep kunt gaan, ziet u in het dashboard van de betalingsverwerker.

    Deze melding is automatisch opgesteld door refundd.

## How long the money takes: "5 tot 7 werkdagen". Stands in `approved-text` and
## `billing-error-text`.

business-days =
    { $same ->
        [yes] { $to ->
            [one] één werkdag
           *[other] { $to } werkdagen
        }
       *[no] { $from } tot { $to } werkdagen
    }

## One line of a list, in plain text.

list-item = - { $item }

## How a part of the payment came about, line by line, in `approved-text`. Each is a name, a colon and
## an amount; no line says whose rule it is.

sum-paid = U hebt betaald: { $amount }
sum-lines = Betaald voor deze onderdelen: { $amount }
sum-fixed = Vast bedrag voor dit geval: { $amount }
sum-share = Deel dat u terugkrijgt: { $share }
sum-time = Resterend deel van uw looptijd: { $share }
sum-days = Resterende dagen van uw looptijd: { $left } van { $term }
sum-months = Resterende maanden van uw looptijd: { $left } van { $term }
sum-use = Deel dat u niet hebt gebruikt: { $share }
sum-processor-fee = Min de kosten van de betaling: { $amount }
sum-kept = Min het bedrag dat wij inhouden: { $amount }
sum-result =
    { $rounded ->
       *[exact] Dat is: { $amount }
        [nearest] Afgerond is dat: { $amount }
        [up] Naar boven afgerond is dat: { $amount }
        [down] Naar beneden afgerond is dat: { $amount }
    }
sum-floor = U krijgt ten minste: { $amount }
sum-cap = U krijgt ten hoogste: { $amount }
sum-given = Min eerdere teruggaven: { $amount }
sum-asked = U hebt gevraagd om: { $amount }
sum-left = Nog over van deze betaling: { $amount }
sum-cut = Uitbetaald in stappen van { $step }: { $amount }
about-share = ongeveer { $share }

## The first line of a letter to a customer, which stands in it as `$greeting`. `$name` is what the system
## that sends the letter replaces by the name.

greeting =
    { $has-name ->
        [yes] Beste { $name },
       *[no] Beste klant,
    }

## The subject of a letter that answers a request, where the account wants its id there.

subject-with-reference = { $subject } (referentie: { $reference })

## What was asked for, and why, as the customer said it. Each stands after a colon in
## `acknowledged-text`.

whole-payment =
    { $has-price ->
        [yes] het volledige bedrag van { $price }
       *[no] het volledige bedrag
    }

reason-accidental_renewal = U geeft aan dat het abonnement is verlengd terwijl u dat niet wilde
reason-change_of_mind = U bent van gedachten veranderd
reason-duplicate = U geeft aan dat dezelfde aankoop twee keer in rekening is gebracht
reason-fraudulent = U geeft aan dat u deze aankoop niet hebt gedaan
reason-not_as_expected = U geeft aan dat het product niet aan uw verwachtingen voldeed
reason-other = Een andere reden
reason-technical_problem = U geeft aan dat het product niet werkte
reason-unused = U geeft aan dat u het product niet hebt gebruikt
reason-wrong_charge = U geeft aan dat er iets anders in rekening is gebracht dan was afgesproken

## Clauses of the refund terms, each a whole sentence.

clause-already_returned = U hebt het volledige bedrag van deze aankoop al terugontvangen.
clause-change_of_mind = Volgens onze terugbetalingsvoorwaarden kunt u na afloop van de terugbetalingstermijn niet meer op uw aankoop terugkomen.
clause-disputed = Uw bank heeft deze betaling namens u betwist en neemt daarover een beslissing. Daarom kunnen wij deze betaling niet ook zelf terugbetalen.
clause-excluded_product = Dit product valt buiten onze terugbetalingsvoorwaarden. Dat stond bij de aankoop vermeld.
clause-heavy_use = Onze terugbetalingsvoorwaarden gelden voor aankopen die nauwelijks zijn gebruikt, en van deze aankoop is veel gebruikgemaakt.
clause-individual_review = Een medewerker van ons team heeft uw verzoek persoonlijk bekeken en in onze terugbetalingsvoorwaarden geen grond voor een terugbetaling gevonden.
clause-missing_proof = Volgens onze terugbetalingsvoorwaarden is een aankoopbewijs nodig, en wij konden uw verzoek niet aan een aankoop koppelen.
clause-nothing_taken = Voor deze aankoop hebben wij geen geld afgeschreven, omdat de betaling niet is gelukt of is geannuleerd. Staat er bij uw bank nog een bedrag gereserveerd, dan geeft de bank dat weer vrij.
clause-refund_terms = Onze terugbetalingsvoorwaarden voorzien in dit geval niet in een terugbetaling.
clause-repeat_refund = Volgens onze terugbetalingsvoorwaarden kan elke klant één keer een terugbetaling krijgen, en u hebt er al een gehad.
clause-time_window = Onze terugbetalingsvoorwaarden gelden gedurende een beperkte tijd na de aankoop, en die termijn was verstreken toen wij uw verzoek ontvingen.

## Alternatives, each a line of the list.

alternative-credit = een tegoed op uw account, dat u kunt gebruiken wanneer u wilt
alternative-discount = korting op uw volgende betaling
alternative-downgrade = een overstap naar een kleiner en goedkoper abonnement
alternative-extended_trial = meer tijd om het product gratis uit te proberen
alternative-onboarding_call = een persoonlijk gesprek waarin wij u op weg helpen en uw vragen beantwoorden

## Questions, each a line of the list.

question-how_long_in_use = Hoelang gebruikt u het product al, en wanneer hebt u het voor het laatst gebruikt?
question-proof_of_purchase = Wilt u ons een aankoopbewijs sturen, bijvoorbeeld de factuur of de orderbevestiging?
question-screenshots = Wilt u zo mogelijk schermafbeeldingen meesturen waarop het probleem te zien is?
question-support_tried = Hebt u hierover al contact gehad met onze klantenservice? Zo ja, met welk resultaat?
question-what_went_wrong = Wat ging er mis, en wanneer merkte u dat voor het eerst?
question-which_order = Om welk product of welke bestelling gaat het? Het bestel- of factuurnummer is voldoende.
