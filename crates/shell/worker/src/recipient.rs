//! Who a letter is for: their language, their time zone, how they are addressed.

use super::account::Home;
use super::letter::{Addressee, request_of};
use case::announcement::Owed;
use case::state::Case;
use domain::locale::Locale;
use domain::zone::Zone;
use messages::Recipient;

/// A customer's time zone by request, then account; the team's by account. A name that there is not
/// counts as none.
pub fn zone_of(case: &Case, home: &Home<'_>, owed: &Owed, to: Addressee) -> Zone {
    let asked = match to {
        Addressee::Customer => request_of(case, owed).and_then(|it| it.time_zone.as_deref()),
        Addressee::Team => None,
    };
    asked.and_then(Zone::of_name).unwrap_or_else(|| home.zone.clone())
}

/// A customer's language by request, then customer, then account; the team's by account. An
/// account without a language has English.
pub fn locale_of(case: &Case, home: &Home<'_>, owed: &Owed, to: Addressee) -> Locale {
    if to == Addressee::Team {
        return home.locale;
    }
    let asked = request_of(case, owed).and_then(|request| request.locale.as_deref());
    let customer = case.payment.as_ref().and_then(|payment| payment.locale.as_deref());
    let mut known = [asked, customer].into_iter().flatten().filter_map(Locale::of_tag);
    known.find(|locale| home.languages.has(*locale)).unwrap_or(home.locale)
}

/// Who the letter goes to, `zone` being theirs. What an error of ours was found for without anybody
/// asking has an id of our own, and is no reference of anybody's.
pub fn recipient_of<'a>(
    case: &'a Case,
    home: &Home<'a>,
    owed: &'a Owed,
    to: Addressee,
    zone: &'a Zone,
) -> Recipient<'a> {
    let is_customer = to == Addressee::Customer;
    let asked = request_of(case, owed).filter(|request| !request.is_proposed());
    let reference = asked.map(|request| request.id.as_str());
    Recipient {
        locale: locale_of(case, home, owed, to),
        zone,
        merchant: home.merchant,
        product: case.payment.as_ref().and_then(|payment| payment.product.as_deref()),
        placeholder: home.addressing.placeholder.as_ref().filter(|_| is_customer),
        reference: reference.filter(|_| is_customer && home.addressing.reference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use case::announcement::{Announcement, RequestNews};
    use case::state::RequestState;
    use domain::ids::{CaseId, RequestId, SenderName};
    use domain::languages::Languages;
    use domain::processor::Processor;
    use domain::receipt::Receipt;
    use domain::request::{Claims, Reason, RefundRequest};
    use domain::sender::{OURSELVES, Sender, SenderKind};
    use jiff::Timestamp;
    use messages::{Addressing, Placeholder};

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    /// A case with the request `T-4711` of that sender, and its first announcement.
    fn asked(sender: &str) -> (Case, Owed) {
        let id = RequestId::parse("T-4711").unwrap();
        let name = SenderName::parse(sender).unwrap();
        let request = RefundRequest {
            id: id.clone(),
            reason: Reason::Other,
            amount: None,
            locale: None,
            time_zone: None,
            requested_at: AT,
            receipt: Receipt::of(AT),
            sender: Some(Sender { name, kind: SenderKind::Shop }),
            proof_of_purchase: false,
            claims: Claims::default(),
            requested_by: None,
        };
        let mut case = Case::new(CaseId::parse("stripe-eu/pi_1").unwrap(), Processor::Stripe);
        case.requests.insert(id.clone(), RequestState::new(request));
        let news = RequestNews::AnswerDelayed { answer_by: AT, time: 1 };
        let announcement = Announcement::Request(id, news);
        let id = announcement.milestone().event_id(&case.id, 0);
        (case, Owed { id, sequence: 0, at: AT, announcement, tax: None })
    }

    fn addressed(addressing: &Addressing, sender: &str, to: Addressee) -> (bool, Option<String>) {
        let (zone, languages) = (Zone::utc(), Languages::default());
        let home = Home {
            locale: Locale::En,
            zone: &zone,
            languages: &languages,
            merchant: "Example",
            addressing,
        };
        let (case, owed) = asked(sender);
        let recipient = recipient_of(&case, &home, &owed, to, &zone);
        (recipient.placeholder.is_some(), recipient.reference.map(str::to_owned))
    }

    #[test]
    fn w8_the_customer_is_addressed_as_the_account_says() {
        let both = Addressing { placeholder: Placeholder::parse("{{name}}"), reference: true };
        let neither = Addressing::default();
        let customer = Addressee::Customer;
        let reference = Some("T-4711".to_owned());
        assert_eq!(addressed(&both, "shop", customer), (true, reference.clone()));
        assert_eq!(addressed(&neither, "shop", customer), (false, None));
        let only = Addressing { placeholder: None, ..both.clone() };
        assert_eq!(addressed(&only, "shop", customer), (false, reference));
        let only = Addressing { reference: false, ..both.clone() };
        assert_eq!(addressed(&only, "shop", customer), (true, None));
        // The id of what nobody has asked for is our own.
        assert_eq!(addressed(&both, OURSELVES, customer), (true, None));
        assert_eq!(addressed(&both, "shop", Addressee::Team), (false, None));
    }
}
