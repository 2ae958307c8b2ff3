//! What the merchant's shop wrote on a payment: product, plan, term, language, commission.
//!
//! Processors pass it on unread, so it is as reliable as the shop is. What cannot be read counts
//! as absent, and a policy that needs it sends the case to a person; and it is said that it was
//! there, because a shop that misspells one payment misspells them all.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::metadata_keys::MetadataKeys;
use super::spelling::{flag, hash, instant, invoice, minor, tag, word};
use domain::commission::Commission;
use domain::country;
use domain::ids::{CommissionId, PartnerId};
use domain::money::{Currency, Money};
use domain::purchase::Purchase;
use domain::sale_field::SaleField;

/// The longest value that is taken over, bytes; Stripe admits 500 characters.
const VALUE_BYTES_MAX: usize = 2000;

/// What a policy hash that is none is taken for: the shop meant some version, and nobody knows
/// which.
const UNREADABLE_HASH: &str = "unreadable";

/// One payment's metadata together with the names to read it by.
pub(super) struct Metadata<'a> {
    keys: &'a MetadataKeys,
    entries: BTreeMap<String, String>,
    amiss: RefCell<Amiss>,
}

/// What is not as it should be written.
#[derive(Default)]
struct Amiss {
    unreadable: BTreeSet<SaleField>,
    respelt: BTreeSet<SaleField>,
}

/// What the shop says of a sale.
pub(super) struct Sale {
    pub(super) product: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) term_ends_at: Option<Timestamp>,
    pub(super) locale: Option<String>,
    pub(super) commission: Option<Commission>,
    /// What the processor knows of it is added by whoever has that.
    pub(super) purchase: Purchase,
}

impl<'a> Metadata<'a> {
    pub(super) fn new(keys: &'a MetadataKeys, entries: BTreeMap<String, String>) -> Self {
        Self { keys, entries, amiss: RefCell::default() }
    }

    /// What was written for this field; nothing is as good as nothing but blanks.
    fn said(&self, field: SaleField) -> Option<&str> {
        let value = self.entries.get(self.keys.of(field))?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// What was written for this field, read; where it cannot be, that is noted.
    fn read<T>(&self, field: SaleField, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let said = self.said(field)?;
        let value = if said.len() <= VALUE_BYTES_MAX { read(said) } else { None };
        if value.is_none() {
            self.unreadable(field);
        }
        value
    }

    fn unreadable(&self, field: SaleField) {
        self.amiss.borrow_mut().unreadable.insert(field);
    }

    fn text(&self, field: SaleField) -> Option<String> {
        self.read(field, |text| Some(text.to_owned()))
    }

    pub(super) fn product(&self) -> Option<String> {
        self.text(SaleField::Product)
    }

    pub(super) fn plan(&self) -> Option<String> {
        self.text(SaleField::Plan)
    }

    /// All that the shop says of the sale.
    pub(super) fn sale(self, captured: Money) -> Sale {
        let product = self.product();
        let plan = self.plan();
        let term_ends_at = self.read(SaleField::TermEndsAt, instant);
        let locale = self.read(SaleField::Locale, tag);
        let commission = self.commission(captured.currency);
        let purchase = self.purchase(captured);
        let Amiss { unreadable, respelt } = self.amiss.into_inner();
        let purchase = Purchase { unreadable, respelt, ..purchase };
        Sale { product, plan, term_ends_at, locale, commission, purchase }
    }

    /// The commission: whole, or not at all, since half a commission would be clawed back wrongly.
    /// Something is said of one where it has an id, a partner, or an amount that is not nothing.
    fn commission(&self, of_payment: Currency) -> Option<Commission> {
        use SaleField::{
            CommissionBaseMinor, CommissionCurrency, CommissionId as Id, CommissionMinor,
            CommissionPaid, CommissionPartner,
        };
        let earned = self.read(CommissionMinor, minor);
        let named = [Id, CommissionPartner].into_iter().any(|field| self.said(field).is_some());
        if !named && earned.is_none_or(|minor| minor == 0) {
            return None;
        }
        for field in [Id, CommissionPartner, CommissionMinor] {
            if self.said(field).is_none() {
                self.unreadable(field);
            }
        }
        let id = self.read(Id, |text| CommissionId::parse(text).ok());
        let partner = self.read(CommissionPartner, |text| PartnerId::parse(text).ok());
        let currency = self.read(CommissionCurrency, |code| Currency::parse(code).ok());
        let base = self.read(CommissionBaseMinor, minor).map(|minor| Money::new(minor, of_payment));
        let paid = self.read(CommissionPaid, flag).unwrap_or_default();
        if self.amiss.borrow().unreadable.iter().any(|field| field.is_of_commission()) {
            return None;
        }
        let earned = Money::new(earned?, currency.unwrap_or(of_payment));
        Some(Commission { id: id?, partner: partner?, earned, base, paid })
    }

    fn purchase(&self, captured: Money) -> Purchase {
        let lines = self.read(SaleField::Lines, invoice).unwrap_or_default();
        let tax_of_lines = || {
            let mut taxes = lines.iter().map(|line| line.tax_minor);
            let tax = taxes.try_fold(0_i64, i64::checked_add);
            tax.filter(|tax| !lines.is_empty() && *tax <= captured.minor)
        };
        let tax = |text: &str| minor(text).filter(|tax| *tax <= captured.minor);
        let policy_hash = self.read(SaleField::PolicyHash, hash);
        let no_hash = self.said(SaleField::PolicyHash).map(|_| UNREADABLE_HASH.to_owned());
        Purchase {
            term_begins_at: self.read(SaleField::TermBeginsAt, instant),
            country: self.read(SaleField::Country, |text| self.country(text)),
            channel: self.read(SaleField::Channel, word),
            business: self.read(SaleField::Business, flag),
            renewal: self.read(SaleField::Renewal, flag),
            renewals: self.read(SaleField::Renewals, minor),
            delivered_at: self.read(SaleField::DeliveredAt, instant),
            withdrawal_waived_at: self.read(SaleField::WithdrawalWaivedAt, instant),
            cancelled_at: self.read(SaleField::CancelledAt, instant),
            price_minor: self.read(SaleField::PriceMinor, minor),
            tax_minor: self.read(SaleField::TaxMinor, tax).or_else(tax_of_lines),
            lines,
            policy_hash: policy_hash.or(no_hash),
            ..Purchase::default()
        }
    }

    fn country(&self, text: &str) -> Option<String> {
        let read = country::read(text)?;
        if read.respelt {
            self.amiss.borrow_mut().respelt.insert(SaleField::Country);
        }
        Some(read.code.to_owned())
    }
}

#[cfg(test)]
mod tests;
