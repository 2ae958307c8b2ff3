# English. How this file is read, overridden and checked: docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] Your refund request for { $product }
       *[no] Your refund request
    }

acknowledged-text =
    { $greeting }

    { $has-product ->
        [yes] Thank you for writing to us. We have received your refund request for { $product }.
       *[no] Thank you for writing to us. We have received your refund request.
    } Here are its details:

    Received: { $received-day }, { $received-time } ({ $zone })
    Amount: { $asked }
    Reason: { $reason }
    Payment: { $payment }
    { $covered ->
        [plan-and-period]
            Plan: { $plan }
            Period: { $period-from } – { $period-to }
        [plan] Plan: { $plan }
        [period] Period: { $period-from } – { $period-to }
       *[nothing] { "" }
    }

    We will send you our answer by { $answer-by }. If we need anything more from you before that, we will ask you for it. If anything above is wrong, or if you would like to add something, just reply to this message. Please keep it as confirmation that we have received your request.

    Kind regards,
    { $merchant }

## Delayed: the answer takes longer than promised, told before that day has passed.

delayed-subject =
    { $has-product ->
        [yes] Your refund request for { $product }: we need more time
       *[no] Your refund request: we need more time
    }

delayed-text =
    { $greeting }

    { $has-product ->
        [yes] It is taking us longer than expected to answer your refund request for { $product }. We are sorry about that.
       *[no] It is taking us longer than expected to answer your refund request. We are sorry about that.
    }

    We will send you our answer by { $answer-by }. There is nothing you need to do until then.

    Kind regards,
    { $merchant }

## Information requested: we cannot decide yet.

info-requested-subject =
    { $count ->
        [one] A question
       *[other] A few questions
    } { $has-product ->
        [yes] about your { $product } refund
       *[no] about your refund
    }

info-requested-text =
    { $greeting }

    { $has-product ->
        [yes] Thank you for your refund request for { $product }.
       *[no] Thank you for your refund request.
    } { $count ->
        [one] Before we can decide, we need one more thing from you:
       *[other] Before we can decide, we need a few more things from you:
    }

    { $questions }

    Please reply to this message by { $answer-by }, { $answer-time } ({ $zone }). A short answer is fine. If we have not heard from you by then, we will decide based on the information we have.

    Kind regards,
    { $merchant }

## Information reminder: the answer has not come, and the deadline is near.

info-reminder-subject =
    { $has-product ->
        [yes] Reminder: your refund request for { $product } is waiting for your reply
       *[no] Reminder: your refund request is waiting for your reply
    }

info-reminder-text =
    { $greeting }

    { $has-product ->
        [yes] We recently wrote to you about your refund request for { $product } and have not heard back from you yet.
       *[no] We recently wrote to you about your refund request and have not heard back from you yet.
    } { $count ->
        [one] To make a decision, we still need the following from you:
       *[other] To make a decision, we still need the following things from you:
    }

    { $questions }

    Please reply to this message by { $answer-by }, { $answer-time } ({ $zone }). After that, we will decide based on the information we have. If you have replied in the meantime, please disregard this message.

    Kind regards,
    { $merchant }

## Approved: the money has not moved yet.

approved-subject =
    { $because ->
        [error] We’re sorry: you are getting { $amount } back
        [right] Your withdrawal is confirmed: you will get { $amount } back
        [goodwill] We have approved your refund of { $amount }
       *[terms] We have approved your refund of { $amount }
    }

approved-text =
    { $greeting }

    { $answered ->
        [at-once] Thank you for your message, which reached us on { $received-day }, { $received-time } ({ $zone }).{ " " }
        [late] Thank you for waiting.{ " " }
       *[soon] { "" }
    }{ $because ->
        [error] { $has-product ->
            [yes] We charged you wrongly for { $product }, and we apologize.
           *[no] We charged you wrongly, and we apologize.
        }
        [right] { $has-product ->
            [yes] We confirm that your withdrawal from the contract for { $product } reached us on { $withdrawn-day }. The contract has ended with it.
           *[no] We confirm that your withdrawal from the contract reached us on { $withdrawn-day }. The contract has ended with it.
        }
        [goodwill] { $has-product ->
            [yes] Our refund terms do not provide for your refund request for { $product }. A member of our team has looked at it, and we are glad to make an exception.
           *[no] Our refund terms do not provide for your refund request. A member of our team has looked at it, and we are glad to make an exception.
        }
       *[terms] { $has-product ->
            [yes] We have approved your refund request for { $product }.
           *[no] We have approved your refund request.
        }
    } { $extent ->
        [full] You will get back the full { $amount } that you paid
        [asked] You will get back { $amount }, as you asked
        [converted] You will get back { $amount }, converted into the currency in which you paid
       *[part] We’re refunding { $amount } of the { $paid } you paid
    }{ $has-clause ->
        [yes] , because our refund terms say: “{ $clause }”
       *[no] .
    }

    { $has-sum ->
        [yes]
            This is how the amount came about:

            { $sum }
       *[no] { "" }
    }

    The money goes to the payment method you used. It usually takes { $days } to arrive. We will write to you again once it is on its way, or if we need anything more from you for it.

    Kind regards,
    { $merchant }

## Billing error: nobody has asked, and we put an error of ours right. The money has not moved yet.

billing-error-subject =
    { $has-product ->
        [yes] We made a mistake in your bill for { $product }
       *[no] We made a mistake in your bill
    }

billing-error-text =
    { $greeting }

    { $has-product ->
        [yes] While checking our bills, we found that we charged you wrongly for { $product }.
       *[no] While checking our bills, we found that we charged you wrongly.
    } { $full ->
        [yes] You will get back the full { $amount }.
       *[no] You will get back { $amount } of what we charged.
    } We apologize for this.

    The money goes to the payment method you used. It usually takes { $days } to arrive. We will write to you again once it is on its way, or if we need anything from you for it.

    Kind regards,
    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] About your refund request for { $product }
       *[no] About your refund request
    }

denied-text =
    { $greeting }

    { $answered ->
        [at-once] Thank you for your message, which reached us on { $received-day }, { $received-time } ({ $zone }).{ " " }
        [late] Thank you for waiting.{ " " }
       *[soon] { "" }
    }{ $by-person ->
        [yes] { $has-product ->
            [yes] We have looked carefully into your refund request for { $product }. We are sorry that we cannot grant it.
           *[no] We have looked carefully into your refund request. We are sorry that we cannot grant it.
        }
       *[no] { $has-product ->
            [yes] We are sorry that we cannot grant your refund request for { $product }.
           *[no] We are sorry that we cannot grant your refund request.
        }
    }

    Here’s why: { $clause }

    { $has-alternatives ->
        [yes]
            We would still like to help. This is what we can offer you instead:

            { $alternatives }

            If one of these would suit you, or if you think we have overlooked something, please reply to this message.
       *[no] If you think we have overlooked something, please reply to this message, and we will look at it.
    }

    Kind regards,
    { $merchant }

## Action required: the payment company needs something of the customer before the money can go.

action-required-subject = Your refund of { $amount } needs something from you

action-required-text =
    { $greeting }

    { $has-product ->
        [yes] We have asked our payment company to refund { $amount } to you for { $product }. The money cannot go back the way it came, so they need details from you before they can send it, such as a bank account.
       *[no] We have asked our payment company to refund { $amount } to you. The money cannot go back the way it came, so they need details from you before they can send it, such as a bank account.
    }

    They have written to you by email themselves, and tell you there what to do. { $has-date ->
        [yes] Please do it by { $act-by }. After that, the refund will be cancelled.
       *[no] Please do it soon. Otherwise, the refund will be cancelled.
    } If you cannot find their email, please look in your spam folder, or reply to this message. Please never send us the details of your account.

    We will write to you again once the money is on its way.

    Kind regards,
    { $merchant }

## Lapsed: a refund that waited for the customer was given up.

lapsed-subject = Your refund of { $amount } could not be sent

lapsed-text =
    { $greeting }

    { $has-product ->
        [yes] Our payment company needed details from you to send your refund of { $amount } for { $product }. It has now cancelled the refund, because it did not get them in time or could not use them. The money has not been sent.
       *[no] Our payment company needed details from you to send your refund of { $amount }. It has now cancelled the refund, because it did not get them in time or could not use them. The money has not been sent.
    }

    We have not forgotten that we owe you this amount. We are looking for another way and will write to you about it by { $answer-by }. If you know one that suits you, please reply to this message.

    Kind regards,
    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = Your refund of { $amount } is on its way

refunded-text =
    { $greeting }

    { $has-product ->
        [yes] We have refunded { $amount } for { $product } to the payment method you used.
       *[no] We have refunded { $amount } to the payment method you used.
    }

    Your bank or card company may need a few more days to show it on your statement.

    Kind regards,
    { $merchant }

## Correction: a refund that was announced did not arrive.

correction-subject = Your refund of { $amount } did not go through

correction-text =
    { $greeting }

    { $has-product ->
        [yes] We told you that you would receive a refund of { $amount } for { $product }. Unfortunately, the payment did not go through, and the money has not reached you. We apologize for this.
       *[no] We told you that you would receive a refund of { $amount }. Unfortunately, the payment did not go through, and the money has not reached you. We apologize for this.
    }

    We’re looking into it and will write by { $answer-by } how you’ll receive your money. If the card or account you paid with has been closed or replaced, please reply to this message and let us know.

    Kind regards,
    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] Has your { $product } refund arrived?
       *[no] Has your refund arrived?
    }

feedback-text =
    { $greeting }

    { $has-product ->
        [yes] Some days ago, we sent you a refund of { $amount } for { $product }. We hope that it has reached you. If it has not, please reply to this message, and we will find out where it is.
       *[no] Some days ago, we sent you a refund of { $amount }. We hope that it has reached you. If it has not, please reply to this message, and we will find out where it is.
    }

    If you have a minute, we would also be glad to know what we could have done better. A line or two is plenty.

    Thank you, and all the best,
    { $merchant }

## Dispute notices: to the merchant's team, not to the customer.

dispute-opened-subject =
    { $has-due ->
        [yes] Dispute over { $amount }: evidence due by { $due-day }
       *[no] New dispute over { $amount }
    }

dispute-opened-text =
    Hello,

    { $has-product ->
        [yes] The bank of a { $merchant } customer has disputed a payment for { $product }. The disputed amount is { $amount }.
       *[no] The bank of a { $merchant } customer has disputed a payment. The disputed amount is { $amount }.
    }

    Payment: { $payment }

    { $has-due ->
        [yes] If you want to contest the dispute, your evidence must reach the payment processor by { $due-day }, { $due-time } ({ $zone }). It cannot be submitted after that, and disputes without evidence are usually lost.
       *[no] The payment processor gives no deadline for evidence, so it may not be possible to submit any. Please check the dispute in the processor’s dashboard.
    }

    Before you refund this payment manually, please check where the dispute stands. Otherwise, the customer may receive the money twice.

    This notice was written automatically by refundd.

dispute-won-subject = Dispute won: { $amount }

dispute-won-text =
    Hello,

    { $has-product ->
        [yes] The dispute over a payment to { $merchant } for { $product } has been decided in your favor. The disputed amount was { $amount }.
       *[no] The dispute over a payment to { $merchant } has been decided in your favor. The disputed amount was { $amount }.
    }

    Payment: { $payment }

    If the amount had been withdrawn, the payment processor will credit it to your account again, which can take a few days. There is nothing you need to do.

    This notice was written automatically by refundd.

dispute-lost-subject = Dispute lost: { $amount }

dispute-lost-text =
    Hello,

    { $has-product ->
        [yes] The dispute over a payment to { $merchant } for { $product } has been decided in the customer’s favor. The disputed amount was { $amount }.
       *[no] The dispute over a payment to { $merchant } has been decided in the customer’s favor. The disputed amount was { $amount }.
    }

    Payment: { $payment }

    The customer keeps this amount, so please do not pay it back a second time. The payment processor’s dashboard shows whether you can still appeal.

    This notice was written automatically by refundd.

## How long the money takes: "5–7 business days". Stands in `approved-text` and
## `billing-error-text`.

business-days =
    { $same ->
        [yes] { $to ->
            [one] one business day
           *[other] { $to } business days
        }
       *[no] { $from }–{ $to } business days
    }

## One line of a list, in plain text.

list-item = - { $item }

## How a part of the payment came about, line by line, in `approved-text`. Each is a name, a colon and
## an amount; no line says whose rule it is.

sum-paid = You paid: { $amount }
sum-lines = Paid for the items concerned: { $amount }
sum-fixed = Fixed amount for this case: { $amount }
sum-share = Share that you get back: { $share }
sum-time = Part of your term that is left: { $share }
sum-days = Days left of your term: { $left } of { $term }
sum-months = Months left of your term: { $left } of { $term }
sum-use = Part that you have not used: { $share }
sum-processor-fee = Less the payment company’s fee: { $amount }
sum-kept = Less what we keep: { $amount }
sum-result =
    { $rounded ->
       *[exact] That comes to: { $amount }
        [nearest] Rounded, that comes to: { $amount }
        [up] Rounded up, that comes to: { $amount }
        [down] Rounded down, that comes to: { $amount }
    }
sum-floor = The least that we give back: { $amount }
sum-cap = The most that we give back: { $amount }
sum-given = Less earlier refunds and disputes: { $amount }
sum-asked = You asked for: { $amount }
sum-left = Still left of this payment: { $amount }
sum-cut = Paid out in steps of { $step }: { $amount }
about-share = about { $share }

## The first line of a letter to a customer, which stands in it as `$greeting`. `$name` is what the system
## that sends the letter replaces by the name.

greeting =
    { $has-name ->
        [yes] Dear { $name },
       *[no] Hello,
    }

## The subject of a letter that answers a request, where the account wants its id there.

subject-with-reference = { $subject } (reference: { $reference })

## What was asked for, and why, as the customer said it. Each stands after a colon in
## `acknowledged-text`.

whole-payment =
    { $has-price ->
        [yes] the full { $price }
       *[no] the full amount
    }

reason-accidental_renewal = You say the subscription renewed although you did not want it to
reason-change_of_mind = You changed your mind
reason-duplicate = You say the same purchase was charged twice
reason-fraudulent = You say you did not make this purchase
reason-not_as_expected = You say the product was not what you expected
reason-other = Another reason
reason-technical_problem = You say the product did not work
reason-unused = You say you have not used the product
reason-wrong_charge = You say the charge was not what had been agreed

## Clauses of the refund terms, each a whole sentence. They go on after “Here’s why:” in
## `denied-text`, and stand in quotation marks in `approved-text`.

clause-already_returned = this purchase has already been paid back to you in full.
clause-change_of_mind = our refund terms do not cover a change of mind after the refund period has ended.
clause-disputed = your bank has disputed this payment on your behalf and decides about it. While it does, we cannot refund the payment as well.
clause-excluded_product = our refund terms do not cover this product, as was stated when you bought it.
clause-heavy_use = our refund terms cover purchases that have hardly been used, and this one has been used a good deal.
clause-individual_review = a member of our team has looked at your request individually and could not find a ground for a refund in our refund terms.
clause-missing_proof = our refund terms ask for proof of purchase, and we could not match your request to a purchase.
clause-nothing_taken = we have taken no money for this purchase, because the payment did not go through or was cancelled. Where your bank still shows an amount as reserved, it will release it.
clause-refund_terms = our refund terms do not provide for a refund in this case.
clause-repeat_refund = our refund terms allow one refund per customer, and you have had one before.
clause-time_window = our refund terms cover a limited time after the purchase, and that time had ended when your request reached us.

## Alternatives, each a line of the list.

alternative-credit = a credit on your account, to use whenever you like
alternative-discount = a discount on your next payment
alternative-downgrade = a switch to a smaller, less expensive plan
alternative-extended_trial = more time to try the product, free of charge
alternative-onboarding_call = a personal call with us, to get you set up and answer your questions

## Questions, each a line of the list.

question-how_long_in_use = How long have you been using the product, and when did you last use it?
question-proof_of_purchase = Please send us your proof of purchase, such as the invoice or the order confirmation.
question-screenshots = Please attach screenshots that show the problem, if you can.
question-support_tried = Have you contacted our support team about this? If so, what was the outcome?
question-what_went_wrong = What went wrong, and when did you first notice it?
question-which_order = Which product or order is this about? The order or invoice number is enough.
