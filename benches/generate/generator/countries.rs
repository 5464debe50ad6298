//! Countries in which made-up organizations work.

/// ISO 3166-1 alpha-2 codes by weight: first the countries where most such work is done or funded,
/// then the others in alphabetical order.
pub const COUNTRIES: [&str; 249] = [
    "IN", "US", "GB", "NP", "PH", "TH", "BD", "KH", "GH", "NG", "KE", "UG", "PK", "BR", "HT", "ID",
    "VN", "MM", "ET", "ZA", "MX", "CO", "PE", "MY", "DE", "NL", "FR", "IT", "ES", "CA", "AU", "LK",
    "TZ", "MW", "ZM", "MR", "ML", "SN", "NE", "BF", "BJ", "TG", "CI", "CM", "CD", "RW", "BI", "SS",
    "SD", "SL", "LR", "ZW", "MZ", "MG", "LB", "JO", "IQ", "SY", "TR", "AL", "RO", "BG", "MD", "UA",
    "PL", "RS", "GR", "CY", "HK", "TW", "JP", "KR", "CN", "LA", "UZ", "KG", "MN", "AF", "IR", "QA",
    "AE", "SA", "KW", "GT", "HN", "SV", "NI", "DO", "EC", "BO", "PY", "AR", "CL", "CR", "PA", "BE",
    "CH", "AT", "SE", "NO", "DK", "IE", "PT", "NZ", "FJ", "AD", "AG", "AI", "AM", "AO", "AQ", "AS",
    "AW", "AX", "AZ", "BA", "BB", "BH", "BL", "BM", "BN", "BQ", "BS", "BT", "BV", "BW", "BY", "BZ",
    "CC", "CF", "CG", "CK", "CU", "CV", "CW", "CX", "CZ", "DJ", "DM", "DZ", "EE", "EG", "EH", "ER",
    "FI", "FK", "FM", "FO", "GA", "GD", "GE", "GF", "GG", "GI", "GL", "GM", "GN", "GP", "GQ", "GS",
    "GU", "GW", "GY", "HM", "HR", "HU", "IL", "IM", "IO", "IS", "JE", "JM", "KI", "KM", "KN", "KP",
    "KY", "KZ", "LC", "LI", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "ME", "MF", "MH", "MK", "MO",
    "MP", "MQ", "MS", "MT", "MU", "MV", "NA", "NC", "NF", "NR", "NU", "OM", "PF", "PG", "PM", "PN",
    "PR", "PS", "PW", "RE", "RU", "SB", "SC", "SG", "SH", "SI", "SJ", "SK", "SM", "SO", "SR", "ST",
    "SX", "SZ", "TC", "TD", "TF", "TJ", "TK", "TL", "TM", "TN", "TO", "TT", "TV", "UM", "UY", "VA",
    "VC", "VE", "VG", "VI", "VU", "WF", "WS", "YE", "YT",
];
