# Japanese, in polite business style (敬語). How this file is read, overridden and checked:
# docs/messages.md.

## Acknowledged: the request has arrived.

acknowledged-subject =
    { $has-product ->
        [yes] 「{ $product }」の返金のご依頼を受け付けました
       *[no] 返金のご依頼を受け付けました
    }

acknowledged-text =
    { $greeting }

    { $has-product ->
        [yes] ご連絡いただき、誠にありがとうございます。「{ $product }」の返金のご依頼を確かに受け付けました。
       *[no] ご連絡いただき、誠にありがとうございます。返金のご依頼を確かに受け付けました。
    }ご依頼の内容は次のとおりです。

    受付日時：{ $received-day } { $received-time }（{ $zone }）
    返金ご希望額：{ $asked }
    ご依頼の理由：{ $reason }
    お支払い番号：{ $payment }
    { $covered ->
        [plan-and-period]
            プラン：{ $plan }
            ご利用期間：{ $period-from }〜{ $period-to }
        [plan] プラン：{ $plan }
        [period] ご利用期間：{ $period-from }〜{ $period-to }
       *[nothing] { "" }
    }

    { $answer-by }までにご回答いたします。それまでにお客様にお伺いすることがございましたら、改めてご連絡いたします。記載内容に誤りや補足がございましたら、本メールにそのままご返信ください。本メールは、受付の控えとしてご保管くださいますようお願いいたします。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Delayed: the answer takes longer than promised, told before that day has passed.

delayed-subject =
    { $has-product ->
        [yes] 「{ $product }」の返金のご依頼につきまして：ご回答にお時間をいただいております
       *[no] 返金のご依頼につきまして：ご回答にお時間をいただいております
    }

delayed-text =
    { $greeting }

    { $has-product ->
        [yes] 「{ $product }」の返金のご依頼につきまして、ご回答までに想定よりもお時間をいただいております。お待たせしておりますことを、お詫び申し上げます。
       *[no] 返金のご依頼につきまして、ご回答までに想定よりもお時間をいただいております。お待たせしておりますことを、お詫び申し上げます。
    }

    { $answer-by }までにご回答いたします。それまでの間、お客様にお手続きいただくことはございません。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Information requested: we cannot decide yet.

info-requested-subject =
    { $has-product ->
        [yes] 「{ $product }」の返金のご依頼について（ご確認のお願い）
       *[no] 返金のご依頼について（ご確認のお願い）
    }

info-requested-text =
    { $greeting }

    { $has-product ->
        [yes] このたびは「{ $product }」の返金についてご連絡いただき、ありがとうございます。検討を進めるにあたり、次の点をお聞かせください。
       *[no] このたびは返金についてご連絡いただき、ありがとうございます。検討を進めるにあたり、次の点をお聞かせください。
    }

    { $questions }

    お手数をおかけいたしますが、{ $answer-by } { $answer-time }（{ $zone }）までに、本メールにご返信ください。簡単なご回答で差し支えございません。それまでにご返信をいただけない場合は、現在お預かりしている情報に基づいて判断させていただきます。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Information reminder: the answer has not come, and the deadline is near.

info-reminder-subject =
    { $has-product ->
        [yes] 【ご返信のお願い】「{ $product }」の返金のご依頼について
       *[no] 【ご返信のお願い】返金のご依頼について
    }

info-reminder-text =
    { $greeting }

    { $has-product ->
        [yes] 先日、「{ $product }」の返金のご依頼について質問をお送りいたしましたが、まだご返信をいただいておりません。検討を進めるため、次の点をお聞かせください。
       *[no] 先日、返金のご依頼について質問をお送りいたしましたが、まだご返信をいただいておりません。検討を進めるため、次の点をお聞かせください。
    }

    { $questions }

    お手数をおかけいたしますが、{ $answer-by } { $answer-time }（{ $zone }）までに、本メールにご返信ください。それまでにご返信をいただけない場合は、現在お預かりしている情報に基づいて判断させていただきます。行き違いですでにご返信いただいておりましたら、何卒ご容赦ください。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Approved: the money has not moved yet.

approved-subject =
    { $because ->
        [error] 【お詫び】{ $amount }をお返しいたします
        [right] 契約の撤回を承りました（{ $amount }をお返しいたします）
        [goodwill] { $amount }の返金を承認いたしました
       *[terms] { $amount }の返金を承認いたしました
    }

approved-text =
    { $greeting }

    { $answered ->
        [at-once] ご連絡を、{ $received-day } { $received-time }（{ $zone }）に確かに受け付けました。
        [late] ご回答をお待ちいただき、ありがとうございました。
       *[soon] { "" }
    }{ $because ->
        [error] { $has-product ->
            [yes] 「{ $product }」のご請求に誤りがございました。ご迷惑をおかけいたしましたことを、深くお詫び申し上げます。
           *[no] ご請求に誤りがございました。ご迷惑をおかけいたしましたことを、深くお詫び申し上げます。
        }
        [right] { $has-product ->
            [yes] 「{ $product }」のご契約を撤回なさるとのお申し出を、{ $withdrawn-day }に確かに受け付けました。これをもちまして、ご契約は終了いたしました。
           *[no] ご契約を撤回なさるとのお申し出を、{ $withdrawn-day }に確かに受け付けました。これをもちまして、ご契約は終了いたしました。
        }
        [goodwill] { $has-product ->
            [yes] 「{ $product }」の返金のご依頼は、返金規定に定めのないものですが、担当者が個別に確認し、今回は特別に承ることといたしました。
           *[no] 返金のご依頼は、返金規定に定めのないものですが、担当者が個別に確認し、今回は特別に承ることといたしました。
        }
       *[terms] { $has-product ->
            [yes] 「{ $product }」の返金のご依頼を承認いたしました。
           *[no] 返金のご依頼を承認いたしました。
        }
    }{ $extent ->
        [full] お支払いいただいた全額の{ $amount }をお返しいたします。
        [asked] ご希望のとおり、{ $amount }をお返しいたします。
        [converted] { $amount }を、お支払い時の通貨に換算してお返しいたします。
       *[part] お支払いいただいた{ $paid }のうち、{ $amount }をお返しいたします。
    }{ $has-clause ->
        [yes] 返金規定に次の定めがあるためでございます。「{ $clause }」
       *[no] { "" }
    }

    { $has-sum ->
        [yes]
            金額の計算は次のとおりでございます。

            { $sum }
       *[no] { "" }
    }

    返金先は、お支払いの際にご利用いただいた決済方法です。お手元に届くまで、通常{ $days }ほどかかります。返金の手続きが済みましたら、またはお客様のお手続きが必要になりましたら、改めてご連絡いたします。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Billing error: nobody has asked, and we put an error of ours right. The money has not moved yet.

billing-error-subject =
    { $has-product ->
        [yes] 【お詫び】「{ $product }」のご請求に誤りがございました
       *[no] 【お詫び】ご請求に誤りがございました
    }

billing-error-text =
    { $greeting }

    { $has-product ->
        [yes] ご請求内容を確認したところ、「{ $product }」のご請求に誤りがあることが判明いたしました。
       *[no] ご請求内容を確認したところ、ご請求に誤りがあることが判明いたしました。
    }{ $full ->
        [yes] 全額の{ $amount }をお返しいたします。
       *[no] ご請求いたしました金額のうち、{ $amount }をお返しいたします。
    }ご迷惑をおかけいたしましたことを、深くお詫び申し上げます。

    返金先は、お支払いの際にご利用いただいた決済方法です。お手元に届くまで、通常{ $days }ほどかかります。返金の手続きが済みましたら、またはお客様のお手続きが必要になりましたら、改めてご連絡いたします。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Denied: with the reason, and what can be done instead.

denied-subject =
    { $has-product ->
        [yes] 「{ $product }」の返金のご依頼について
       *[no] 返金のご依頼について
    }

denied-text =
    { $greeting }

    { $answered ->
        [at-once] ご連絡を、{ $received-day } { $received-time }（{ $zone }）に確かに受け付けました。
        [late] ご回答をお待ちいただき、ありがとうございました。
       *[soon] { "" }
    }{ $by-person ->
        [yes] { $has-product ->
            [yes] 「{ $product }」の返金のご依頼につきまして、慎重に検討いたしました結果、誠に恐れ入りますが、今回はご希望に沿いかねます。
           *[no] 返金のご依頼につきまして、慎重に検討いたしました結果、誠に恐れ入りますが、今回はご希望に沿いかねます。
        }
       *[no] { $has-product ->
            [yes] 「{ $product }」の返金のご依頼につきましては、誠に恐れ入りますが、今回はご希望に沿いかねます。
           *[no] 返金のご依頼につきましては、誠に恐れ入りますが、今回はご希望に沿いかねます。
        }
    }

    理由は次のとおりでございます。
    { $clause }

    { $has-alternatives ->
        [yes]
            代わりに、次のいずれかをご提案させていただければと存じます。

            { $alternatives }

            ご希望のものがございましたら、本メールにご返信ください。また、私どもの確認に誤りがあるとお考えの場合も、お知らせいただければ幸いです。
       *[no] 私どもの確認に誤りがあるとお考えの場合は、本メールにご返信ください。確認いたします。
    }

    何卒ご理解くださいますようお願い申し上げます。

    { $merchant }

## Action required: the payment company needs something of the customer before the money can go.

action-required-subject = { $amount }の返金にはお客様のお手続きが必要です

action-required-text =
    { $greeting }

    { $has-product ->
        [yes] 「{ $product }」の代金{ $amount }の返金を、決済会社に依頼いたしました。お支払いの際にご利用いただいた決済方法には返金できないため、送金には、銀行口座などの情報をお客様からご提供いただく必要がございます。
       *[no] 代金{ $amount }の返金を、決済会社に依頼いたしました。お支払いの際にご利用いただいた決済方法には返金できないため、送金には、銀行口座などの情報をお客様からご提供いただく必要がございます。
    }

    お手続きの方法は、決済会社からお客様に直接お送りしたメールに記載されております。{ $has-date ->
        [yes] { $act-by }までにお手続きをお願いいたします。それを過ぎますと、返金は取り消されます。
       *[no] お早めにお手続きをお願いいたします。お手続きがない場合、返金は取り消されます。
    }メールが見当たらない場合は、迷惑メールフォルダーをご確認いただくか、本メールにご返信ください。口座の情報を弊社宛てにお送りになることは、お控えください。

    返金の手続きが済みましたら、改めてご連絡いたします。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Lapsed: a refund that waited for the customer was given up.

lapsed-subject = { $amount }の返金をお送りできませんでした

lapsed-text =
    { $greeting }

    { $has-product ->
        [yes] 「{ $product }」の代金{ $amount }の返金には、お客様からの情報のご提供が必要でした。期限までに情報が届かなかったか、ご利用いただけない情報であったため、決済会社は返金を取り消しました。代金は送金されておりません。
       *[no] 代金{ $amount }の返金には、お客様からの情報のご提供が必要でした。期限までに情報が届かなかったか、ご利用いただけない情報であったため、決済会社は返金を取り消しました。代金は送金されておりません。
    }

    この代金をお返しすることに変わりはございません。別の方法を検討し、{ $answer-by }までに改めてご連絡いたします。ご希望の方法がございましたら、本メールへの返信でお知らせください。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Refunded: the only text that may say so.

refunded-subject = { $amount }を返金いたしました

refunded-text =
    { $greeting }

    { $has-product ->
        [yes] 「{ $product }」の代金{ $amount }を、お支払いの際にご利用いただいた決済方法に返金いたしました。
       *[no] 代金{ $amount }を、お支払いの際にご利用いただいた決済方法に返金いたしました。
    }

    金融機関やカード会社によっては、ご利用明細に反映されるまで、さらに数日かかる場合がございます。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Correction: a refund that was announced did not arrive.

correction-subject = 【お詫び】{ $amount }の返金をお届けできておりません

correction-text =
    { $greeting }

    { $has-product ->
        [yes] 先日、「{ $product }」の代金{ $amount }の返金をお知らせいたしましたが、送金が正常に行われず、お客様のお手元に届いておりません。ご迷惑をおかけいたしましたことを、深くお詫び申し上げます。
       *[no] 先日、{ $amount }の返金をお知らせいたしましたが、送金が正常に行われず、お客様のお手元に届いておりません。ご迷惑をおかけいたしましたことを、深くお詫び申し上げます。
    }

    現在、原因を調べております。お受け取りの方法につきましては、{ $answer-by }までに改めてご連絡いたします。お支払いの際にご利用いただいたカードや口座を解約または変更なさっている場合は、お手数ですが、本メールへの返信でお知らせください。

    何卒よろしくお願い申し上げます。

    { $merchant }

## Feedback: some days after the refund.

feedback-subject =
    { $has-product ->
        [yes] 「{ $product }」の返金はお手元に届いておりますでしょうか
       *[no] 返金はお手元に届いておりますでしょうか
    }

feedback-text =
    { $greeting }

    { $has-product ->
        [yes] 先日、「{ $product }」の代金{ $amount }の返金手続きをいたしました。お手元に届いておりますでしょうか。まだ届いていない場合は、本メールにご返信ください。すぐにお調べいたします。
       *[no] 先日、{ $amount }の返金手続きをいたしました。お手元に届いておりますでしょうか。まだ届いていない場合は、本メールにご返信ください。すぐにお調べいたします。
    }

    また、至らない点がございましたら、お聞かせいただけますと幸いです。一言でも構いません。

    ご利用いただき、誠にありがとうございました。

    { $merchant }

## Dispute notices: to the merchant's team, not to the customer.

dispute-opened-subject =
    { $has-due ->
        [yes] 支払いへの異議申し立て（{ $amount }）：証拠の提出期限は{ $due-day }です
       *[no] 支払いへの異議申し立て（{ $amount }）がありました
    }

dispute-opened-text =
    ご担当者様

    { $has-product ->
        [yes] { $merchant }のお客様の銀行から、「{ $product }」の支払いに対する異議申し立てがありました。対象の金額は{ $amount }です。
       *[no] { $merchant }のお客様の銀行から、支払いに対する異議申し立てがありました。対象の金額は{ $amount }です。
    }

    支払いID：{ $payment }

    { $has-due ->
        [yes] 反論される場合は、{ $due-day } { $due-time }（{ $zone }）までに、決済代行会社へ証拠をご提出ください。期限を過ぎると提出できません。証拠の提出がない場合、お客様側の主張が認められるのが通例です。
       *[no] 証拠の提出期限は、決済代行会社から示されていません。提出できない場合もありますので、決済代行会社の管理画面でご確認ください。
    }

    この支払いを手動で返金なさる前に、異議申し立ての状況を必ずご確認ください。お客様に二重に支払うおそれがあります。

    この通知は、refundd が自動的に作成しました。

dispute-won-subject = 異議申し立て（{ $amount }）：貴社の主張が認められました

dispute-won-text =
    ご担当者様

    { $has-product ->
        [yes] { $merchant }への「{ $product }」の支払いに対する異議申し立てについて、貴社の主張が認められました。対象の金額は{ $amount }です。
       *[no] { $merchant }への支払いに対する異議申し立てについて、貴社の主張が認められました。対象の金額は{ $amount }です。
    }

    支払いID：{ $payment }

    この金額が引き落とされていた場合は、決済代行会社から貴社の口座に戻されます。数日かかることがあります。ご対応の必要はありません。

    この通知は、refundd が自動的に作成しました。

dispute-lost-subject = 異議申し立て（{ $amount }）：お客様の主張が認められました

dispute-lost-text =
    ご担当者様

    { $has-product ->
        [yes] { $merchant }への「{ $product }」の支払いに対する異議申し立てについて、お客様の主張が認められました。対象の金額は{ $amount }です。
       *[no] { $merchant }への支払いに対する異議申し立てについて、お客様の主張が認められました。対象の金額は{ $amount }です。
    }

    支払いID：{ $payment }

    この金額は貴社に戻りませんので、重ねて返金なさらないようご注意ください。不服を申し立てることができるかどうかは、決済代行会社の管理画面でご確認ください。

    この通知は、refundd が自動的に作成しました。

## How long the money takes: "5〜7営業日". Stands in `approved-text` and
## `billing-error-text`.

business-days =
    { $same ->
        [yes] { $to }営業日
       *[no] { $from }〜{ $to }営業日
    }

## One line of a list, in plain text.

list-item = ・{ $item }

## How a part of the payment came about, line by line, in `approved-text`. Each is a name, a colon and
## an amount; no line says whose rule it is.

sum-paid = お支払い額：{ $amount }
sum-lines = 対象項目のお支払い額：{ $amount }
sum-fixed = 本件に適用される定額：{ $amount }
sum-share = お返しする割合：{ $share }
sum-time = ご契約期間の残りの割合：{ $share }
sum-days = ご契約期間の残り日数：{ $term }日のうち{ $left }日
sum-months = ご契約期間の残り月数：{ $term }か月のうち{ $left }か月
sum-use = 未使用分の割合：{ $share }
sum-processor-fee = 決済手数料（差引）：{ $amount }
sum-kept = 弊社で差し引かせていただく額：{ $amount }
sum-result =
    { $rounded ->
       *[exact] 以上の結果：{ $amount }
        [nearest] 以上の結果（四捨五入）：{ $amount }
        [up] 以上の結果（切り上げ）：{ $amount }
        [down] 以上の結果（切り捨て）：{ $amount }
    }
sum-floor = お返しする額の下限：{ $amount }
sum-cap = お返しする額の上限：{ $amount }
sum-given = これまでの返金・異議申立て分（差引）：{ $amount }
sum-asked = ご希望の額：{ $amount }
sum-left = このお支払いの残額：{ $amount }
sum-cut = 返金の単位（{ $step }）に合わせた額：{ $amount }
about-share = 約{ $share }

## The first line of a letter to a customer, which stands in it as `$greeting`. `$name` is what the system
## that sends the letter replaces by the name.

greeting =
    { $has-name ->
        [yes] { $name } 様
       *[no] お客様
    }

## The subject of a letter that answers a request, where the account wants its id there.

subject-with-reference = { $subject }（参照番号：{ $reference }）

## What was asked for, and why, as the customer said it. Each stands after a colon in
## `acknowledged-text`.

whole-payment =
    { $has-price ->
        [yes] 全額（{ $price }）
       *[no] 全額
    }

reason-accidental_renewal = ご意向に反して定期購入が更新されたとのこと
reason-change_of_mind = お客様のご都合のため
reason-duplicate = 同じご購入について二重に請求されたとのこと
reason-fraudulent = お客様ご本人によるご購入ではないとのこと
reason-not_as_expected = 製品がご期待に沿わなかったとのこと
reason-other = その他の理由
reason-technical_problem = 製品が正常に動作しなかったとのこと
reason-unused = 製品をお使いになっていないとのこと
reason-wrong_charge = ご契約と異なる内容で請求されたとのこと

## Clauses of the refund terms, each a whole sentence.

clause-already_returned = このご購入の代金は、すでに全額をお返ししております。
clause-change_of_mind = 返金期間を過ぎてからのお客様のご都合による返金は、返金規定の対象外となっております。
clause-disputed = このお支払いにつきましては、お客様のご利用の金融機関から異議申し立てがなされており、金融機関が判断いたします。そのため、弊社から重ねて返金することはいたしかねます。
clause-excluded_product = この商品は、ご購入時にご案内いたしましたとおり、返金規定の対象外となっております。
clause-heavy_use = 返金規定では、ほとんどご利用になっていない商品を対象としておりますが、今回の商品は相当程度ご利用いただいております。
clause-individual_review = 担当者がお客様のご依頼を個別に確認いたしましたが、返金規定に照らして返金の対象とは認められませんでした。
clause-missing_proof = 返金規定では購入を証明するものが必要ですが、お客様のご依頼に該当するご購入を確認できませんでした。
clause-nothing_taken = このご購入につきましては、お支払いが完了しなかったか取り消されたため、代金をいただいておりません。金融機関で金額が一時的に確保されている場合は、追って解除されます。
clause-refund_terms = 今回の場合は、返金規定の対象外となっております。
clause-repeat_refund = 返金規定では、返金はお一人様一回までとしており、お客様は以前に一度返金をお受けになっております。
clause-time_window = 返金規定では、ご購入から一定期間内のご依頼を対象としておりますが、ご依頼をいただいた時点でその期間を過ぎておりました。

## Alternatives, each a line of the list.

alternative-credit = お好きなときにご利用いただけるアカウント残高の付与
alternative-discount = 次回のお支払いの割引
alternative-downgrade = よりお手頃なプランへの変更
alternative-extended_trial = 無料お試し期間の延長
alternative-onboarding_call = 設定のお手伝いやご質問へのお答えをする個別のご相談

## Questions, each a line of the list.

question-how_long_in_use = どのくらいの期間ご利用になりましたか。また、最後にご利用になったのはいつですか。
question-proof_of_purchase = 請求書や注文確認書など、ご購入を確認できるものをお送りください。
question-screenshots = 可能でしたら、問題の画面のスクリーンショットを添付してください。
question-support_tried = この件について、すでにサポート窓口にお問い合わせいただきましたか。その場合は、結果もお聞かせください。
question-what_went_wrong = どのような問題がございましたか。また、最初にお気づきになったのはいつですか。
question-which_order = どの商品またはご注文についてのご依頼でしょうか。ご注文番号または請求書番号のみでも結構です。
