# English. How this file is read and how a language is added: docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] Your refund request for { $product }
       *[no] Your refund request
    }

acknowledged-text =
    Hello,

    { $has-product ->
        [yes] Thank you for writing to us. We have received your refund request for { $product }.
       *[no] Thank you for writing to us. We have received your refund request.
    }

    We will look into it and send you our answer by { $answer-by }. Until then, there is nothing you need to do. If you would like to add something, just reply to this message.

    Kind regards,
    { $merchant }

## Approved: the money has not moved yet.

approved-subject = We have approved your refund of { $amount }

approved-text =
    Hello,

    { $has-product ->
        [yes] We have approved your refund request for { $product }.
       *[no] We have approved your refund request.
    } { $full ->
        [yes] You will get back the full { $amount } that you paid.
       *[no] You will get back { $amount } of the price that you paid.
    }

    The money goes to the payment method you used, and there is nothing more you need to do. It usually takes { $days } to arrive. We will write to you again once it is on its way.

    Kind regards,
    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] About your refund request for { $product }
       *[no] About your refund request
    }

denied-text =
    Hello,

    { $has-product ->
        [yes] Thank you for waiting while we looked into your refund request for { $product }. We are sorry that we cannot grant it.
       *[no] Thank you for waiting while we looked into your refund request. We are sorry that we cannot grant it.
    }

    This is why: { $clause }

    { $has-alternatives ->
        [yes]
            We would still like to help. This is what we can offer you instead:

            { $alternatives }

            If one of these would suit you, or if you think we have overlooked something, please reply to this message.
       *[no] If you think we have overlooked something, please reply to this message, and we will look at it again.
    }

    Kind regards,
    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = Your refund of { $amount } is on its way

refunded-text =
    Hello,

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
    Hello,

    { $has-product ->
        [yes] We told you that you would receive a refund of { $amount } for { $product }. Unfortunately, the payment did not go through, and the money has not reached you. We apologize for this.
       *[no] We told you that you would receive a refund of { $amount }. Unfortunately, the payment did not go through, and the money has not reached you. We apologize for this.
    }

    We are finding out what went wrong and will write to you about how you will get your money. If the card or account you paid with has been closed or replaced, please reply to this message and let us know.

    Kind regards,
    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] What could we have done better with { $product }?
       *[no] What could we have done better?
    }

feedback-text =
    Hello,

    { $has-product ->
        [yes] Some days ago, we sent you a refund of { $amount } for { $product }. We hope that it has reached you. If it has not, please reply to this message, and we will find out where it is.
       *[no] Some days ago, we sent you a refund of { $amount }. We hope that it has reached you. If it has not, please reply to this message, and we will find out where it is.
    }

    If you have a minute, we would also be glad to know what we could have done better. A line or two is plenty.

    Thank you, and all the best,
    { $merchant }

## How long the money takes: "5–7 business days". Stands in `approved-text`.

business-days =
    { $same ->
        [yes] { $to ->
            [one] one business day
           *[other] { $to } business days
        }
       *[no] { $from }–{ $to } business days
    }

## Clauses of the refund terms, each a whole sentence.

clause-already_returned = This purchase has already been paid back to you in full.
clause-change_of_mind = Our refund terms do not cover a change of mind after the refund period has ended.
clause-excluded_product = Our refund terms do not cover this product, as was stated when you bought it.
clause-heavy_use = Our refund terms cover purchases that have hardly been used, and this one has been used a good deal.
clause-missing_proof = Our refund terms ask for proof of purchase, and we could not match your request to a purchase.
clause-repeat_refund = Our refund terms allow one refund per customer, and you have had one before.
clause-time_window = Our refund terms cover a limited time after the purchase, and that time had ended when your request reached us.

## Alternatives, each a line of the list.

alternative-credit = a credit on your account, to use whenever you like
alternative-discount = a discount on your next payment
alternative-downgrade = a change to a smaller plan that costs less
alternative-extended_trial = more time to try the product, free of charge
alternative-onboarding_call = a personal call with us, to get you set up and answer your questions
