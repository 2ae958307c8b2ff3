# Chinese in traditional characters, in the words of Taiwan, addressed with 您. How this file is
# read, overridden and checked: docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] 我們已收到您對「{ $product }」的退款申請
       *[no] 我們已收到您的退款申請
    }

acknowledged-text =
    { $greeting }

    { $has-product ->
        [yes] 感謝您與我們聯絡。我們已收到您對「{ $product }」的退款申請。
       *[no] 感謝您與我們聯絡。我們已收到您的退款申請。
    }申請內容如下：

    收到時間：{ $received-day } { $received-time }（{ $zone }）
    申請金額：{ $asked }
    申請原因：{ $reason }
    付款編號：{ $payment }
    { $covered ->
        [plan-and-period]
            方案：{ $plan }
            服務期間：{ $period-from }至{ $period-to }
        [plan] 方案：{ $plan }
        [period] 服務期間：{ $period-from }至{ $period-to }
       *[nothing] { "" }
    }

    我們最遲會在{ $answer-by }答覆您。在此之前，若需要您提供其他資訊，我們會與您聯絡。若以上內容有誤，或您想補充說明，直接回覆本郵件即可。請您妥善保存本郵件，作為我們收到申請的憑證。

    敬祝　順心
    { $merchant }

## Delayed: the answer takes longer than promised, told before that day has passed.

delayed-subject =
    { $has-product ->
        [yes] 關於您對「{ $product }」的退款申請：我們需要更多時間
       *[no] 關於您的退款申請：我們需要更多時間
    }

delayed-text =
    { $greeting }

    { $has-product ->
        [yes] 處理您對「{ $product }」的退款申請所需的時間比預期更長，為此向您致歉。
       *[no] 處理您的退款申請所需的時間比預期更長，為此向您致歉。
    }

    我們將在{ $answer-by }前給您答覆。在此之前，您無需進行任何操作。

    敬祝　順心
    { $merchant }

## Information requested: we cannot decide yet.

info-requested-subject =
    { $has-product ->
        [yes] 關於您對「{ $product }」的退款申請，有幾點想請教您
       *[no] 關於您的退款申請，有幾點想請教您
    }

info-requested-text =
    { $greeting }

    { $has-product ->
        [yes] 感謝您就「{ $product }」提出退款申請。在做出決定之前，我們想進一步了解以下情況：
       *[no] 感謝您提出退款申請。在做出決定之前，我們想進一步了解以下情況：
    }

    { $questions }

    請您在{ $answer-by } { $answer-time }（{ $zone }）前回覆本郵件，簡短說明即可。若屆時未收到您的回覆，我們將根據現有資訊做出決定。

    敬祝　順心
    { $merchant }

## Information reminder: the answer has not come, and the deadline is near.

info-reminder-subject =
    { $has-product ->
        [yes] 提醒：您對「{ $product }」的退款申請正在等候您的回覆
       *[no] 提醒：您的退款申請正在等候您的回覆
    }

info-reminder-text =
    { $greeting }

    { $has-product ->
        [yes] 我們先前曾就您對「{ $product }」的退款申請與您聯絡，目前尚未收到您的回覆。為了做出決定，我們仍想了解以下情況：
       *[no] 我們先前曾就您的退款申請與您聯絡，目前尚未收到您的回覆。為了做出決定，我們仍想了解以下情況：
    }

    { $questions }

    請您在{ $answer-by } { $answer-time }（{ $zone }）前回覆本郵件。逾期後，我們將根據現有資訊做出決定。若您已經回覆，請忽略本郵件。

    敬祝　順心
    { $merchant }

## Approved: the money has not moved yet.

approved-subject =
    { $because ->
        [error] 向您致歉：我們將退還 { $amount }
        [right] 您的解約已確認：我們將退還 { $amount }
        [goodwill] 您的 { $amount } 退款申請已通過
       *[terms] 您的 { $amount } 退款申請已通過
    }

approved-text =
    { $greeting }

    { $answered ->
        [at-once] 感謝您的來信，我們已於{ $received-day } { $received-time }（{ $zone }）收到。
        [late] 感謝您的耐心等候。
       *[soon] { "" }
    }{ $because ->
        [error] { $has-product ->
            [yes] 我們就「{ $product }」向您收取的費用有誤，在此向您誠摯致歉。
           *[no] 我們向您收取的費用有誤，在此向您誠摯致歉。
        }
        [right] { $has-product ->
            [yes] 我們確認，已於{ $withdrawn-day }收到您解除「{ $product }」契約的通知，契約隨之終止。
           *[no] 我們確認，已於{ $withdrawn-day }收到您解除契約的通知，契約隨之終止。
        }
        [goodwill] { $has-product ->
            [yes] 我們的退款條款並未涵蓋您對「{ $product }」的退款申請。我們的專人已個別審閱，很樂意為您破例。
           *[no] 我們的退款條款並未涵蓋您的退款申請。我們的專人已個別審閱，很樂意為您破例。
        }
       *[terms] { $has-product ->
            [yes] 我們已通過您對「{ $product }」的退款申請。
           *[no] 我們已通過您的退款申請。
        }
    }{ $extent ->
        [full] 您支付的全部款項 { $amount } 將退還給您
        [asked] 我們將依您的申請退還 { $amount }
        [converted] { $amount } 將依您付款時使用的貨幣換算後退還給您
       *[part] 在您支付的 { $paid } 之中，我們將退還 { $amount }
    }{ $has-clause ->
        [yes] ，因為我們的退款條款載明：「{ $clause }」
       *[no] 。
    }

    { $has-sum ->
        [yes]
            金額的計算方式如下：

            { $sum }
       *[no] { "" }
    }

    款項將退回您原本的付款方式，通常需要{ $days }入帳。款項匯出後，或需要您提供資訊時，我們會再次通知您。

    敬祝　順心
    { $merchant }

## Billing error: nobody has asked, and we put an error of ours right. The money has not moved yet.

billing-error-subject =
    { $has-product ->
        [yes] 您的「{ $product }」帳單有誤，我們深感抱歉
       *[no] 您的帳單有誤，我們深感抱歉
    }

billing-error-text =
    { $greeting }

    { $has-product ->
        [yes] 我們在核對帳單時發現，向您收取的「{ $product }」費用有誤。
       *[no] 我們在核對帳單時發現，向您收取的費用有誤。
    }{ $full ->
        [yes] 全部款項 { $amount } 將退還給您。
       *[no] 在收取的款項之中，{ $amount } 將退還給您。
    }我們在此向您誠摯致歉。

    款項將退回您原本的付款方式，通常需要{ $days }入帳。款項匯出後，或需要您提供資訊時，我們會再次通知您。

    敬祝　順心
    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] 關於您對「{ $product }」的退款申請
       *[no] 關於您的退款申請
    }

denied-text =
    { $greeting }

    { $answered ->
        [at-once] 感謝您的來信，我們已於{ $received-day } { $received-time }（{ $zone }）收到。
        [late] 感謝您的耐心等候。
       *[soon] { "" }
    }{ $by-person ->
        [yes] { $has-product ->
            [yes] 我們已仔細審閱您對「{ $product }」的退款申請，很抱歉，我們無法通過這項申請。
           *[no] 我們已仔細審閱您的退款申請，很抱歉，我們無法通過這項申請。
        }
       *[no] { $has-product ->
            [yes] 很抱歉，我們無法通過您對「{ $product }」的退款申請。
           *[no] 很抱歉，我們無法通過您的退款申請。
        }
    }

    原因如下：{ $clause }

    { $has-alternatives ->
        [yes]
            我們仍希望能協助您。以下方案供您參考：

            { $alternatives }

            若其中有適合您的方案，或您認為我們有所疏漏，請回覆本郵件。
       *[no] 若您認為我們有所疏漏，請回覆本郵件，我們會為您查看。
    }

    敬祝　順心
    { $merchant }

## Action required: the payment company needs something of the customer before the money can go.

action-required-subject = 您的退款 { $amount } 需要您提供資訊

action-required-text =
    { $greeting }

    { $has-product ->
        [yes] 我們已委託支付服務商將「{ $product }」的款項 { $amount } 退還給您。由於款項無法退回您原本的付款方式，支付服務商需要您提供銀行帳戶等資訊後才能匯款。
       *[no] 我們已委託支付服務商將款項 { $amount } 退還給您。由於款項無法退回您原本的付款方式，支付服務商需要您提供銀行帳戶等資訊後才能匯款。
    }

    支付服務商已直接寄送電子郵件給您，說明如何操作。{ $has-date ->
        [yes] 請在{ $act-by }之前完成，逾期退款將被取消。
       *[no] 請儘快完成，否則退款將被取消。
    }若您找不到該郵件，請查看垃圾郵件匣，或回覆本郵件。請勿將您的帳戶資訊傳送給我們。

    款項匯出後，我們會再次通知您。

    敬祝　順心
    { $merchant }

## Lapsed: a refund that waited for the customer was given up.

lapsed-subject = 您的退款 { $amount } 未能匯出

lapsed-text =
    { $greeting }

    { $has-product ->
        [yes] 支付服務商需要您提供資訊，才能匯出「{ $product }」的退款 { $amount }。由於未能及時收到這些資訊，或這些資訊無法使用，支付服務商已取消這筆退款。款項尚未匯出。
       *[no] 支付服務商需要您提供資訊，才能匯出退款 { $amount }。由於未能及時收到這些資訊，或這些資訊無法使用，支付服務商已取消這筆退款。款項尚未匯出。
    }

    這筆款項仍應退還給您。我們正在尋找其他方式，並會在{ $answer-by }之前就此與您聯絡。若您有合適的方式，請回覆本郵件告知我們。

    敬祝　順心
    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = 退款已發出：{ $amount }

refunded-text =
    { $greeting }

    { $has-product ->
        [yes] 「{ $product }」的款項 { $amount } 已退還至您原本的付款方式。
       *[no] 款項 { $amount } 已退還至您原本的付款方式。
    }

    視銀行或發卡機構的處理進度，這筆款項可能還需要幾天才會顯示在您的帳單上。

    敬祝　順心
    { $merchant }

## Correction: a refund that was announced did not arrive.

correction-subject = 您的退款 { $amount } 未能成功

correction-text =
    { $greeting }

    { $has-product ->
        [yes] 我們先前告知您，您將收到「{ $product }」的退款 { $amount }。很遺憾，這筆匯款未能成功，款項並未送達您的帳戶。我們在此向您誠摯致歉。
       *[no] 我們先前告知您，您將收到退款 { $amount }。很遺憾，這筆匯款未能成功，款項並未送達您的帳戶。我們在此向您誠摯致歉。
    }

    我們正在查明原因，並會在{ $answer-by }之前告知您如何收到這筆款項。若您付款時使用的卡片或帳戶已停用或更換，請回覆本郵件告知我們。

    敬祝　順心
    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] 您收到「{ $product }」的退款了嗎？
       *[no] 您收到退款了嗎？
    }

feedback-text =
    { $greeting }

    { $has-product ->
        [yes] 幾天前，我們為您辦理了「{ $product }」的退款，金額為 { $amount }。希望您現在已經收到。若尚未收到，請回覆本郵件，我們會為您查詢。
       *[no] 幾天前，我們為您辦理了退款，金額為 { $amount }。希望您現在已經收到。若尚未收到，請回覆本郵件，我們會為您查詢。
    }

    若您方便，也請告訴我們哪裡可以做得更好。只要一兩句話就夠了。

    感謝您，敬祝　順心
    { $merchant }

## Dispute notices: to the merchant's team, not to the customer.

dispute-opened-subject =
    { $has-due ->
        [yes] 付款爭議 { $amount }：證據提交期限為{ $due-day }
       *[no] 新的付款爭議：{ $amount }
    }

dispute-opened-text =
    您好：

    { $has-product ->
        [yes] 「{ $merchant }」一位客戶的銀行對「{ $product }」的付款提出爭議，爭議金額為 { $amount }。
       *[no] 「{ $merchant }」一位客戶的銀行對一筆付款提出爭議，爭議金額為 { $amount }。
    }

    付款編號：{ $payment }

    { $has-due ->
        [yes] 若您要提出抗辯，請在{ $due-day } { $due-time }（{ $zone }）前向支付服務商提交證據。逾期將無法提交；沒有證據時，裁定結果通常對客戶有利。
       *[no] 支付服務商並未提供證據的提交期限，可能無法提交證據。請在支付服務商的管理後台查看該爭議。
    }

    在手動退還這筆付款之前，請先確認爭議的進度，以免客戶重複收到款項。

    本通知由 refundd 自動產生。

dispute-won-subject = 爭議處理結果：支持商家（{ $amount }）

dispute-won-text =
    您好：

    { $has-product ->
        [yes] 對「{ $merchant }」所收「{ $product }」付款的爭議，裁定結果對您有利。爭議金額為 { $amount }。
       *[no] 對「{ $merchant }」所收一筆付款的爭議，裁定結果對您有利。爭議金額為 { $amount }。
    }

    付款編號：{ $payment }

    若這筆金額先前已被扣除，支付服務商會重新存入您的帳戶，可能需要幾天時間。您不需要進行任何操作。

    本通知由 refundd 自動產生。

dispute-lost-subject = 爭議處理結果：支持客戶（{ $amount }）

dispute-lost-text =
    您好：

    { $has-product ->
        [yes] 對「{ $merchant }」所收「{ $product }」付款的爭議，裁定結果對客戶有利。爭議金額為 { $amount }。
       *[no] 對「{ $merchant }」所收一筆付款的爭議，裁定結果對客戶有利。爭議金額為 { $amount }。
    }

    付款編號：{ $payment }

    這筆金額歸客戶所有，請勿再次退款。能否繼續申訴，請在支付服務商的管理後台查看。

    本通知由 refundd 自動產生。

## How long the money takes: "5至7個工作天". Stands in `approved-text` and
## `billing-error-text`.

business-days =
    { $same ->
        [yes] { $to }個工作天
       *[no] { $from }至{ $to }個工作天
    }

## One line of a list, in plain text.

list-item = • { $item }

## How a part of the payment came about, line by line, in `approved-text`. Each is a name, a colon and
## an amount; no line says whose rule it is.

sum-paid = 您支付的金額：{ $amount }
sum-lines = 相關項目的付款金額：{ $amount }
sum-fixed = 適用於此情況的固定金額：{ $amount }
sum-share = 退款比例：{ $share }
sum-time = 剩餘期間所占比例：{ $share }
sum-days = 剩餘天數：{ $term } 天之中的 { $left } 天
sum-months = 剩餘月數：{ $term } 個月之中的 { $left } 個月
sum-use = 未使用部分所占比例：{ $share }
sum-processor-fee = 減去支付手續費：{ $amount }
sum-kept = 減去我們保留的金額：{ $amount }
sum-result =
    { $rounded ->
       *[exact] 計算結果：{ $amount }
        [nearest] 計算結果（四捨五入）：{ $amount }
        [up] 計算結果（無條件進位）：{ $amount }
        [down] 計算結果（無條件捨去）：{ $amount }
    }
sum-floor = 最低退款金額：{ $amount }
sum-cap = 最高退款金額：{ $amount }
sum-given = 減去先前的退款與爭議款項金額：{ $amount }
sum-asked = 您申請的金額：{ $amount }
sum-left = 該筆付款的剩餘金額：{ $amount }
sum-cut = 退款須為 { $step } 的整數倍：{ $amount }
about-share = 約 { $share }

## The first line of a letter to a customer, which stands in it as `$greeting`. `$name` is what the system
## that sends the letter replaces by the name.

greeting =
    { $has-name ->
        [yes] { $name } 您好：
       *[no] 您好：
    }

## The subject of a letter that answers a request, where the account wants its id there.

subject-with-reference = { $subject }（參考編號：{ $reference }）

## What was asked for, and why, as the customer said it. Each stands after a colon in
## `acknowledged-text`.

whole-payment =
    { $has-price ->
        [yes] 全額 { $price }
       *[no] 全額
    }

reason-accidental_renewal = 您表示訂閱在您不希望續訂的情況下自動續訂
reason-change_of_mind = 您改變了心意
reason-duplicate = 您表示同一筆購買被重複扣款
reason-fraudulent = 您表示這筆購買並非由您本人進行
reason-not_as_expected = 您表示產品與您的期待不符
reason-other = 其他原因
reason-technical_problem = 您表示產品無法正常使用
reason-unused = 您表示未曾使用產品
reason-wrong_charge = 您表示扣款內容與約定不符

## Clauses of the refund terms, each a whole sentence.

clause-already_returned = 這筆購買的款項先前已全額返還給您。
clause-change_of_mind = 依我們的退款條款，退款期限結束後，不接受因改變心意提出的退款申請。
clause-disputed = 您的銀行已代您對這筆付款提出爭議，並將由銀行裁定，因此我們無法另行退款。
clause-excluded_product = 我們的退款條款不適用於這項產品，購買時已有說明。
clause-heavy_use = 我們的退款條款僅適用於幾乎未使用的產品，而您所購產品的使用量較大。
clause-individual_review = 我們的專人已個別審閱您的申請，但依我們的退款條款，未能找到可以退款的依據。
clause-missing_proof = 我們的退款條款要求提供購買憑證，而我們找不到與您的申請相符的購買紀錄。
clause-nothing_taken = 由於付款未成功或已被取消，我們並未就這筆購買收取任何款項。若您的銀行仍顯示有預留的金額，銀行會將其釋出。
clause-refund_terms = 我們的退款條款在這種情況下不予退款。
clause-repeat_refund = 依我們的退款條款，每位客戶僅限退款一次，而您先前有過一次退款。
clause-time_window = 我們的退款條款僅適用於購買後的一定期限，而我們收到您的申請時，該期限已過。

## Alternatives, each a line of the list.

alternative-credit = 為您的帳戶加入點數餘額，您可隨時使用
alternative-discount = 下次付款的折扣
alternative-downgrade = 更換為較小、較優惠的方案
alternative-extended_trial = 免費延長試用期間
alternative-onboarding_call = 一對一通話，協助您完成設定並解答您的問題

## Questions, each a line of the list.

question-how_long_in_use = 您使用這項產品多久了？最近一次使用是什麼時候？
question-proof_of_purchase = 請提供購買憑證，例如發票或訂單確認信。
question-screenshots = 如有可能，請附上能顯示問題的螢幕截圖。
question-support_tried = 您是否已就此聯絡過我們的客服？若已聯絡，結果如何？
question-what_went_wrong = 您遇到了什麼問題？最早是什麼時候發現的？
question-which_order = 您的申請與哪項產品或訂單有關？提供訂單編號或發票號碼即可。
