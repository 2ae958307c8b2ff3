//! Countries as ISO 3166-1 has them, and the other names that shops and tax offices have for some.
//!
//! A code that is in no list names no country: what a law or a policy says of countries cannot be
//! said of it, and whoever reads it must not take it for one more country outside.

/// Every country: its two letters and its three.
const COUNTRIES: &str = "\
    AD:AND AE:ARE AF:AFG AG:ATG AI:AIA AL:ALB AM:ARM AO:AGO AQ:ATA AR:ARG AS:ASM AT:AUT \
    AU:AUS AW:ABW AX:ALA AZ:AZE BA:BIH BB:BRB BD:BGD BE:BEL BF:BFA BG:BGR BH:BHR BI:BDI \
    BJ:BEN BL:BLM BM:BMU BN:BRN BO:BOL BQ:BES BR:BRA BS:BHS BT:BTN BV:BVT BW:BWA BY:BLR \
    BZ:BLZ CA:CAN CC:CCK CD:COD CF:CAF CG:COG CH:CHE CI:CIV CK:COK CL:CHL CM:CMR CN:CHN \
    CO:COL CR:CRI CU:CUB CV:CPV CW:CUW CX:CXR CY:CYP CZ:CZE DE:DEU DJ:DJI DK:DNK DM:DMA \
    DO:DOM DZ:DZA EC:ECU EE:EST EG:EGY EH:ESH ER:ERI ES:ESP ET:ETH FI:FIN FJ:FJI FK:FLK \
    FM:FSM FO:FRO FR:FRA GA:GAB GB:GBR GD:GRD GE:GEO GF:GUF GG:GGY GH:GHA GI:GIB GL:GRL \
    GM:GMB GN:GIN GP:GLP GQ:GNQ GR:GRC GS:SGS GT:GTM GU:GUM GW:GNB GY:GUY HK:HKG HM:HMD \
    HN:HND HR:HRV HT:HTI HU:HUN ID:IDN IE:IRL IL:ISR IM:IMN IN:IND IO:IOT IQ:IRQ IR:IRN \
    IS:ISL IT:ITA JE:JEY JM:JAM JO:JOR JP:JPN KE:KEN KG:KGZ KH:KHM KI:KIR KM:COM KN:KNA \
    KP:PRK KR:KOR KW:KWT KY:CYM KZ:KAZ LA:LAO LB:LBN LC:LCA LI:LIE LK:LKA LR:LBR LS:LSO \
    LT:LTU LU:LUX LV:LVA LY:LBY MA:MAR MC:MCO MD:MDA ME:MNE MF:MAF MG:MDG MH:MHL MK:MKD \
    ML:MLI MM:MMR MN:MNG MO:MAC MP:MNP MQ:MTQ MR:MRT MS:MSR MT:MLT MU:MUS MV:MDV MW:MWI \
    MX:MEX MY:MYS MZ:MOZ NA:NAM NC:NCL NE:NER NF:NFK NG:NGA NI:NIC NL:NLD NO:NOR NP:NPL \
    NR:NRU NU:NIU NZ:NZL OM:OMN PA:PAN PE:PER PF:PYF PG:PNG PH:PHL PK:PAK PL:POL PM:SPM \
    PN:PCN PR:PRI PS:PSE PT:PRT PW:PLW PY:PRY QA:QAT RE:REU RO:ROU RS:SRB RU:RUS RW:RWA \
    SA:SAU SB:SLB SC:SYC SD:SDN SE:SWE SG:SGP SH:SHN SI:SVN SJ:SJM SK:SVK SL:SLE SM:SMR \
    SN:SEN SO:SOM SR:SUR SS:SSD ST:STP SV:SLV SX:SXM SY:SYR SZ:SWZ TC:TCA TD:TCD TF:ATF \
    TG:TGO TH:THA TJ:TJK TK:TKL TL:TLS TM:TKM TN:TUN TO:TON TR:TUR TT:TTO TV:TUV TW:TWN \
    TZ:TZA UA:UKR UG:UGA UM:UMI US:USA UY:URY UZ:UZB VA:VAT VC:VCT VE:VEN VG:VGB VI:VIR \
    VN:VNM VU:VUT WF:WLF WS:WSM YE:YEM YT:MYT ZA:ZAF ZM:ZMB ZW:ZWE";

/// Two letters in common use that ISO 3166 has another code for.
const ALIASES: [(&str, &str); 6] = [
    // The VAT number of a Greek business begins so.
    ("EL", "GR"),
    ("UK", "GB"),
    // Northern Ireland, in VAT numbers.
    ("XI", "GB"),
    // Metropolitan France, which ISO 3166 had until 1997.
    ("FX", "FR"),
    // The Canary Islands, and Ceuta and Melilla, which ISO 3166 reserves: parts of Spain.
    ("IC", "ES"),
    ("EA", "ES"),
];

/// A country, and whether it was written as ISO 3166-1 alpha-2 has it, in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountryRead {
    /// Two capitals.
    pub code: &'static str,
    /// Whether it was written by another name.
    pub respelt: bool,
}

/// Reads a country; `None` where no country is called so.
pub fn read(text: &str) -> Option<CountryRead> {
    let text = text.trim().to_ascii_uppercase();
    let listed = entries().find_map(|(two, three)| {
        let respelt = three == text;
        (respelt || two == text).then_some(CountryRead { code: two, respelt })
    });
    listed.or_else(|| {
        let (_, code) = ALIASES.into_iter().find(|(alias, _)| *alias == text)?;
        Some(CountryRead { code, respelt: true })
    })
}

/// Whether a text is the code of a country, as the facts write it: two capitals.
pub fn is_code(text: &str) -> bool {
    entries().any(|(two, _)| two == text)
}

fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES.split_ascii_whitespace().filter_map(|entry| entry.split_once(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn code(text: &str) -> Option<&'static str> {
        read(text).map(|read| read.code)
    }

    #[test]
    fn m15_every_country_is_read_by_its_two_and_its_three_letters() {
        let mut codes = BTreeSet::new();
        for (two, three) in entries() {
            assert_eq!((two.len(), three.len()), (2, 3), "{two}");
            assert_eq!(read(two), Some(CountryRead { code: two, respelt: false }));
            assert_eq!(read(&two.to_lowercase()), Some(CountryRead { code: two, respelt: false }));
            assert_eq!(read(three), Some(CountryRead { code: two, respelt: true }));
            assert!(is_code(two) && !is_code(three));
            codes.extend([two, three]);
        }
        assert_eq!(codes.len(), 2 * 249);
    }

    #[test]
    fn m15_aliases_in_common_use_are_read_and_what_is_no_country_is_not() {
        for (text, expected) in [
            ("EL", "GR"),
            ("el", "GR"),
            ("UK", "GB"),
            (" uk ", "GB"),
            ("XI", "GB"),
            ("FX", "FR"),
            ("IC", "ES"),
            ("EA", "ES"),
        ] {
            assert_eq!(read(text), Some(CountryRead { code: expected, respelt: true }), "{text}");
            assert!(!is_code(&text.trim().to_uppercase()), "{text}");
        }
        for text in
            ["", "XX", "ZZ", "EU", "AN", "SU", "DD", "XK", "D1", "D", "Germany", "DEUT", "ÄÖ"]
        {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
