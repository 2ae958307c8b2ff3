# Chinese, simplified, addressed with 您. How this file is read, overridden and checked:
# docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] 我们已收到您对“{ $product }”的退款申请
       *[no] 我们已收到您的退款申请
    }

acknowledged-text =
    { $greeting }

    { $has-product ->
        [yes] 感谢您与我们联系。我们已收到您对“{ $product }”的退款申请。
       *[no] 感谢您与我们联系。我们已收到您的退款申请。
    }申请内容如下：

    收到时间：{ $received-day } { $received-time }（{ $zone }）
    申请金额：{ $asked }
    申请原因：{ $reason }
    付款编号：{ $payment }
    { $covered ->
        [plan-and-period]
            套餐：{ $plan }
            服务期限：{ $period-from }至{ $period-to }
        [plan] 套餐：{ $plan }
        [period] 服务期限：{ $period-from }至{ $period-to }
       *[nothing] { "" }
    }

    我们最迟于{ $answer-by }答复您。在此之前，如需您提供其他信息，我们会与您联系。如以上内容有误，或您希望补充说明，直接回复本邮件即可。请您妥善保存本邮件，作为我们收到申请的凭证。

    祝好！
    { $merchant }

## Delayed: the answer takes longer than promised, told before that day has passed.

delayed-subject =
    { $has-product ->
        [yes] 关于您对“{ $product }”的退款申请：我们需要更多时间
       *[no] 关于您的退款申请：我们需要更多时间
    }

delayed-text =
    { $greeting }

    { $has-product ->
        [yes] 处理您对“{ $product }”的退款申请所需的时间比预期更长，为此向您致歉。
       *[no] 处理您的退款申请所需的时间比预期更长，为此向您致歉。
    }

    我们将在{ $answer-by }前给您答复。在此之前，您无需进行任何操作。

    祝好！
    { $merchant }

## Information requested: we cannot decide yet.

info-requested-subject =
    { $has-product ->
        [yes] 关于您对“{ $product }”的退款申请，有几点想向您了解
       *[no] 关于您的退款申请，有几点想向您了解
    }

info-requested-text =
    { $greeting }

    { $has-product ->
        [yes] 感谢您就“{ $product }”提交退款申请。为了作出决定，我们还需要向您了解以下情况：
       *[no] 感谢您提交退款申请。为了作出决定，我们还需要向您了解以下情况：
    }

    { $questions }

    请您于{ $answer-by } { $answer-time }（{ $zone }）前回复本邮件，简要说明即可。如果届时未收到您的回复，我们将根据现有信息作出决定。

    祝好！
    { $merchant }

## Information reminder: the answer has not come, and the deadline is near.

info-reminder-subject =
    { $has-product ->
        [yes] 提醒：您对“{ $product }”的退款申请正在等待您的回复
       *[no] 提醒：您的退款申请正在等待您的回复
    }

info-reminder-text =
    { $greeting }

    { $has-product ->
        [yes] 我们此前就您对“{ $product }”的退款申请与您联系，目前尚未收到您的回复。为了作出决定，我们仍需要向您了解以下情况：
       *[no] 我们此前就您的退款申请与您联系，目前尚未收到您的回复。为了作出决定，我们仍需要向您了解以下情况：
    }

    { $questions }

    请您于{ $answer-by } { $answer-time }（{ $zone }）前回复本邮件。在此之后，我们将根据现有信息作出决定。如果您已经回复，请忽略本邮件。

    祝好！
    { $merchant }

## Approved: the money has not moved yet.

approved-subject =
    { $because ->
        [error] 向您致歉：我们将退还 { $amount }
        [right] 您的撤回已确认：我们将退还 { $amount }
        [goodwill] 您的 { $amount } 退款申请已获批准
       *[terms] 您的 { $amount } 退款申请已获批准
    }

approved-text =
    { $greeting }

    { $answered ->
        [at-once] 感谢您的来信，我们已于{ $received-day } { $received-time }（{ $zone }）收到。
        [late] 感谢您的耐心等待。
       *[soon] { "" }
    }{ $because ->
        [error] { $has-product ->
            [yes] 我们就“{ $product }”向您收取的费用有误，为此向您诚挚道歉。
           *[no] 我们向您收取的费用有误，为此向您诚挚道歉。
        }
        [right] { $has-product ->
            [yes] 我们确认，已于{ $withdrawn-day }收到您撤回“{ $product }”合同的通知，合同随之终止。
           *[no] 我们确认，已于{ $withdrawn-day }收到您撤回合同的通知，合同随之终止。
        }
        [goodwill] { $has-product ->
            [yes] 我们的退款条款未涵盖您对“{ $product }”的退款申请。我们的工作人员已单独审核，并乐意为您破例。
           *[no] 我们的退款条款未涵盖您的退款申请。我们的工作人员已单独审核，并乐意为您破例。
        }
       *[terms] { $has-product ->
            [yes] 我们已批准您对“{ $product }”的退款申请。
           *[no] 我们已批准您的退款申请。
        }
    }{ $extent ->
        [full] 您支付的全部款项 { $amount } 将退还给您
        [asked] 我们将按您的申请退还 { $amount }
        [converted] { $amount } 将按您付款时使用的货币折算后退还给您
       *[part] 在您支付的 { $paid } 中，我们将退还 { $amount }
    }{ $has-clause ->
        [yes] ，因为我们的退款条款规定：“{ $clause }”
       *[no] 。
    }

    { $has-sum ->
        [yes]
            金额的计算方式如下：

            { $sum }
       *[no] { "" }
    }

    款项将按原支付方式退回。通常需要{ $days }到账。款项汇出后，或者需要您提供信息时，我们会再次通知您。

    祝好！
    { $merchant }

## Billing error: nobody has asked, and we put an error of ours right. The money has not moved yet.

billing-error-subject =
    { $has-product ->
        [yes] 您的“{ $product }”账单有误，我们深表歉意
       *[no] 您的账单有误，我们深表歉意
    }

billing-error-text =
    { $greeting }

    { $has-product ->
        [yes] 我们在核对账单时发现，向您收取的“{ $product }”费用有误。
       *[no] 我们在核对账单时发现，向您收取的费用有误。
    }{ $full ->
        [yes] 全部款项 { $amount } 将退还给您。
       *[no] 在收取的款项中，{ $amount } 将退还给您。
    }我们为此向您诚挚道歉。

    款项将按原支付方式退回。通常需要{ $days }到账。款项汇出后，或者需要您提供信息时，我们会再次通知您。

    祝好！
    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] 关于您对“{ $product }”的退款申请
       *[no] 关于您的退款申请
    }

denied-text =
    { $greeting }

    { $answered ->
        [at-once] 感谢您的来信，我们已于{ $received-day } { $received-time }（{ $zone }）收到。
        [late] 感谢您的耐心等待。
       *[soon] { "" }
    }{ $by-person ->
        [yes] { $has-product ->
            [yes] 我们认真审核了您对“{ $product }”的退款申请，很抱歉，我们无法批准这项申请。
           *[no] 我们认真审核了您的退款申请，很抱歉，我们无法批准这项申请。
        }
       *[no] { $has-product ->
            [yes] 很抱歉，我们无法批准您对“{ $product }”的退款申请。
           *[no] 很抱歉，我们无法批准您的退款申请。
        }
    }

    原因如下：{ $clause }

    { $has-alternatives ->
        [yes]
            我们仍希望为您提供帮助。您可以考虑以下方案：

            { $alternatives }

            如果其中有适合您的方案，或者您认为我们有疏漏之处，请回复本邮件。
       *[no] 如果您认为我们有疏漏之处，请回复本邮件，我们会为您查看。
    }

    祝好！
    { $merchant }

## Action required: the payment company needs something of the customer before the money can go.

action-required-subject = 您的退款 { $amount } 需要您提供信息

action-required-text =
    { $greeting }

    { $has-product ->
        [yes] 我们已委托支付服务商向您退还“{ $product }”的款项 { $amount }。由于款项无法退回至原支付方式，支付服务商需要您提供银行账户等信息后才能汇款。
       *[no] 我们已委托支付服务商向您退还款项 { $amount }。由于款项无法退回至原支付方式，支付服务商需要您提供银行账户等信息后才能汇款。
    }

    支付服务商已直接向您发送电子邮件，说明如何操作。{ $has-date ->
        [yes] 请在{ $act-by }之前完成，逾期退款将被取消。
       *[no] 请尽快完成，否则退款将被取消。
    }如果没有找到该邮件，请查看垃圾邮件文件夹，或回复本邮件。请勿将您的账户信息发送给我们。

    款项汇出后，我们会再次通知您。

    祝好！
    { $merchant }

## Lapsed: a refund that waited for the customer was given up.

lapsed-subject = 您的退款 { $amount } 未能汇出

lapsed-text =
    { $greeting }

    { $has-product ->
        [yes] 支付服务商需要您提供信息，才能汇出“{ $product }”的退款 { $amount }。由于未能及时收到这些信息，或者这些信息无法使用，支付服务商已取消该退款。款项尚未汇出。
       *[no] 支付服务商需要您提供信息，才能汇出退款 { $amount }。由于未能及时收到这些信息，或者这些信息无法使用，支付服务商已取消该退款。款项尚未汇出。
    }

    这笔款项仍应退还给您。我们正在寻找其他方式，并会在{ $answer-by }之前就此与您联系。如果您有合适的方式，请回复本邮件告知我们。

    祝好！
    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = 退款已发出：{ $amount }

refunded-text =
    { $greeting }

    { $has-product ->
        [yes] “{ $product }”的款项 { $amount } 已退还至您的原支付方式。
       *[no] 款项 { $amount } 已退还至您的原支付方式。
    }

    根据银行或发卡机构的处理进度，这笔款项可能还需几天才会显示在您的账单上。

    祝好！
    { $merchant }

## Correction: a refund that was announced did not arrive.

correction-subject = 您的退款 { $amount } 未能成功

correction-text =
    { $greeting }

    { $has-product ->
        [yes] 我们此前告知您，您将收到“{ $product }”的退款 { $amount }。很遗憾，这笔付款未能成功，款项没有到达您的账户。我们为此向您诚挚道歉。
       *[no] 我们此前告知您，您将收到退款 { $amount }。很遗憾，这笔付款未能成功，款项没有到达您的账户。我们为此向您诚挚道歉。
    }

    我们正在查明原因，并会在{ $answer-by }之前告知您如何收到这笔款项。如果您付款时使用的银行卡或账户已注销或更换，请回复本邮件告知我们。

    祝好！
    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] 您收到“{ $product }”的退款了吗？
       *[no] 您收到退款了吗？
    }

feedback-text =
    { $greeting }

    { $has-product ->
        [yes] 几天前，我们为您办理了“{ $product }”的退款，金额为 { $amount }。希望您现在已经收到。如果尚未收到，请回复本邮件，我们会为您查询。
       *[no] 几天前，我们为您办理了退款，金额为 { $amount }。希望您现在已经收到。如果尚未收到，请回复本邮件，我们会为您查询。
    }

    如果您方便，也请告诉我们哪里可以做得更好。一两句话就已足够。

    感谢您，祝您一切顺利！
    { $merchant }

## Dispute notices: to the merchant's team, not to the customer.

dispute-opened-subject =
    { $has-due ->
        [yes] 付款争议 { $amount }：证据提交截止日期为{ $due-day }
       *[no] 新的付款争议：{ $amount }
    }

dispute-opened-text =
    您好！

    { $has-product ->
        [yes] “{ $merchant }”一位客户的银行对“{ $product }”的付款提出了争议，争议金额为 { $amount }。
       *[no] “{ $merchant }”一位客户的银行对一笔付款提出了争议，争议金额为 { $amount }。
    }

    付款编号：{ $payment }

    { $has-due ->
        [yes] 如果您要提出抗辩，请于{ $due-day } { $due-time }（{ $zone }）前向支付服务商提交证据。逾期将无法提交；没有证据时，裁定结果通常对客户有利。
       *[no] 支付服务商没有给出提交证据的期限，可能无法提交证据。请在支付服务商的管理后台查看该争议。
    }

    在对这笔付款手动退款之前，请先确认争议的进展，以免客户重复收到款项。

    本通知由 refundd 自动生成。

dispute-won-subject = 争议处理结果：支持商家（{ $amount }）

dispute-won-text =
    您好！

    { $has-product ->
        [yes] 对“{ $merchant }”所收“{ $product }”付款的争议，裁定结果对您有利。争议金额为 { $amount }。
       *[no] 对“{ $merchant }”所收一笔付款的争议，裁定结果对您有利。争议金额为 { $amount }。
    }

    付款编号：{ $payment }

    如果这笔金额此前被扣除，支付服务商会重新记入您的账户，可能需要几天时间。您无需进行任何操作。

    本通知由 refundd 自动生成。

dispute-lost-subject = 争议处理结果：支持客户（{ $amount }）

dispute-lost-text =
    您好！

    { $has-product ->
        [yes] 对“{ $merchant }”所收“{ $product }”付款的争议，裁定结果对客户有利。争议金额为 { $amount }。
       *[no] 对“{ $merchant }”所收一笔付款的争议，裁定结果对客户有利。争议金额为 { $amount }。
    }

    付款编号：{ $payment }

    这笔金额归客户所有，请勿再次退款。能否继续申诉，请在支付服务商的管理后台查看。

    本通知由 refundd 自动生成。

## How long the money takes: "5至7个工作日". Stands in `approved-text` and
## `billing-error-text`.

business-days =
    { $same ->
        [yes] { $to }个工作日
       *[no] { $from }至{ $to }个工作日
    }

## One line of a list, in plain text.

list-item = • { $item }

## How a part of the payment came about, line by line, in `approved-text`. Each is a name, a colon and
## an amount; no line says whose rule it is.

sum-paid = 您支付的金额：{ $amount }
sum-lines = 相关项目的付款金额：{ $amount }
sum-fixed = 适用于此情况的固定金额：{ $amount }
sum-share = 退款比例：{ $share }
sum-time = 剩余期限所占比例：{ $share }
sum-days = 剩余天数：{ $term } 天中的 { $left } 天
sum-months = 剩余月数：{ $term } 个月中的 { $left } 个月
sum-use = 未使用部分所占比例：{ $share }
sum-processor-fee = 减去支付手续费：{ $amount }
sum-kept = 减去我们保留的金额：{ $amount }
sum-result =
    { $rounded ->
       *[exact] 计算结果：{ $amount }
        [nearest] 计算结果（四舍五入）：{ $amount }
        [up] 计算结果（向上取整）：{ $amount }
        [down] 计算结果（向下取整）：{ $amount }
    }
sum-floor = 最低退款金额：{ $amount }
sum-cap = 最高退款金额：{ $amount }
sum-given = 减去此前的退款和争议金额：{ $amount }
sum-asked = 您申请的金额：{ $amount }
sum-left = 该笔付款的剩余金额：{ $amount }
sum-cut = 退款须为 { $step } 的整数倍：{ $amount }
about-share = 约 { $share }

## The first line of a letter to a customer, which stands in it as `$greeting`. `$name` is what the system
## that sends the letter replaces by the name.

greeting =
    { $has-name ->
        [yes] { $name }，您好！
       *[no] 您好！
    }

## The subject of a letter that answers a request, where the account wants its id there.

subject-with-reference = { $subject }（参考编号：{ $reference }）

## What was asked for, and why, as the customer said it. Each stands after a colon in
## `acknowledged-text`.

whole-payment =
    { $has-price ->
        [yes] 全额 { $price }
       *[no] 全额
    }

reason-accidental_renewal = 您表示订阅在您不希望续订的情况下自动续订
reason-change_of_mind = 您改变了主意
reason-duplicate = 您表示同一笔购买被重复扣款
reason-fraudulent = 您表示此次购买并非由您本人进行
reason-not_as_expected = 您表示产品与您的预期不符
reason-other = 其他原因
reason-technical_problem = 您表示产品无法正常使用
reason-unused = 您表示未曾使用产品
reason-wrong_charge = 您表示扣款内容与约定不符

## Clauses of the refund terms, each a whole sentence.

clause-already_returned = 这笔购买的款项此前已全额返还给您。
clause-change_of_mind = 根据我们的退款条款，退款期限结束后，不接受因改变主意提出的退款申请。
clause-disputed = 您的银行已代您对这笔付款提出争议，并将由银行作出裁定，因此我们无法另行退款。
clause-excluded_product = 我们的退款条款不适用于该产品，购买时已作说明。
clause-heavy_use = 我们的退款条款仅适用于基本未使用的产品，而您所购产品的使用量较大。
clause-individual_review = 我们的工作人员已单独审核您的申请，但根据我们的退款条款，未能找到可以退款的依据。
clause-missing_proof = 我们的退款条款要求提供购买凭证，而我们未能找到与您的申请相符的购买记录。
clause-nothing_taken = 由于付款未成功或已被取消，我们没有就这笔购买收取任何款项。如果您的银行仍显示有冻结的金额，银行会将其解冻。
clause-refund_terms = 我们的退款条款在这种情况下不予退款。
clause-repeat_refund = 根据我们的退款条款，每位客户仅限退款一次，而您此前有过一次退款。
clause-time_window = 我们的退款条款仅适用于购买后的一定期限，而我们收到您的申请时，该期限已过。

## Alternatives, each a line of the list.

alternative-credit = 为您的账户充入余额，您可随时使用
alternative-discount = 下次付款享受折扣
alternative-downgrade = 更换为更小、更实惠的套餐
alternative-extended_trial = 免费延长试用时间
alternative-onboarding_call = 一对一通话，协助您完成设置并解答您的问题

## Questions, each a line of the list.

question-how_long_in_use = 您使用该产品有多长时间？最近一次使用是什么时候？
question-proof_of_purchase = 请提供购买凭证，例如发票或订单确认信息。
question-screenshots = 如有可能，请附上能显示问题的截图。
question-support_tried = 您是否已就此联系过我们的客服？如已联系，结果如何？
question-what_went_wrong = 您遇到了什么问题？最早是什么时候发现的？
question-which_order = 您的申请涉及哪个产品或订单？提供订单号或发票号即可。
