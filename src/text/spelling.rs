//! Spelling variants (British and American) and irregular stems, for the stemmer.
//!
//! The normalized spelling is never shown, so each rule takes the direction that is safe: `-ize`
//! becomes `-ise`, because few other words end in `-ise`. Tables cover words without a safe rule.
//! Every change keeps the first letters of a word, because the highlighter skips words by them.

use std::borrow::Cow;

/// Words and their stems, for which the English stemmer would be wrong. Sorted.
const IRREGULAR: &[(&str, &str)] = &[
    ("advocacies", "advoc"),
    ("advocacy", "advoc"),
    ("analyses", "analys"),
    ("analysis", "analys"),
    // Not an author.
    ("authorities", "authority"),
    ("authority", "authority"),
    ("businessmen", "businessman"),
    ("businesswomen", "businesswoman"),
    // Not the cast of a film.
    ("caste", "caste"),
    ("castes", "caste"),
    ("children", "child"),
    ("childrens", "child"),
    ("clergymen", "clergyman"),
    ("counsellor", "counsel"),
    ("counsellors", "counsel"),
    ("counselor", "counsel"),
    ("counselors", "counsel"),
    ("crises", "crisi"),
    ("dying", "die"),
    ("fishermen", "fisherman"),
    ("freed", "free"),
    // Not an import.
    ("importance", "important"),
    ("important", "important"),
    // Not information.
    ("informal", "informal"),
    ("informally", "informal"),
    ("liberal", "liberal"),
    ("liberals", "liberal"),
    ("lying", "lie"),
    ("men", "man"),
    ("mens", "man"),
    ("middlemen", "middleman"),
    ("midwives", "midwif"),
    // Not a miner.
    ("mineral", "mineral"),
    ("minerals", "mineral"),
    // Not a minor.
    ("minorities", "minority"),
    ("minority", "minority"),
    ("missing", "missing"),
    // Not an organ, as in organ trafficking.
    ("organic", "organic"),
    ("personal", "personal"),
    ("personally", "personal"),
    ("policemen", "policeman"),
    ("policewomen", "policewoman"),
    ("publication", "publication"),
    ("publications", "publication"),
    ("servicemen", "serviceman"),
    ("several", "several"),
    ("thieves", "thief"),
    // In this directory, *traffic* means trafficking.
    ("trafficked", "traffic"),
    ("trafficker", "traffic"),
    ("traffickers", "traffic"),
    ("trafficking", "traffic"),
    ("tying", "tie"),
    // Not a unit.
    ("united", "united"),
    ("vying", "vie"),
    ("wives", "wife"),
    ("women", "woman"),
    ("womens", "woman"),
];

/// British spellings that no rule below covers, with their American spellings. Sorted.
const BRITISH: &[(&str, &str)] = &[
    ("acknowledgement", "acknowledgment"),
    ("acknowledgements", "acknowledgments"),
    ("advisor", "adviser"),
    ("advisors", "advisers"),
    ("artefact", "artifact"),
    ("artefacts", "artifacts"),
    ("calibre", "caliber"),
    ("centre", "center"),
    ("centred", "centered"),
    ("centres", "centers"),
    ("centring", "centering"),
    ("cheque", "check"),
    ("cheques", "checks"),
    ("councillor", "councilor"),
    ("councillors", "councilors"),
    ("defence", "defense"),
    ("defenceless", "defenseless"),
    ("defences", "defenses"),
    ("encyclopaedia", "encyclopedia"),
    ("enrolment", "enrollment"),
    ("enrolments", "enrollments"),
    ("fibre", "fiber"),
    ("fibres", "fibers"),
    ("fulfilment", "fulfillment"),
    ("instalment", "installment"),
    ("instalments", "installments"),
    ("jeweller", "jeweler"),
    ("jewellers", "jewelers"),
    ("jewellery", "jewelry"),
    ("judgement", "judgment"),
    ("judgements", "judgments"),
    ("kilometre", "kilometer"),
    ("kilometres", "kilometers"),
    ("learnt", "learned"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("litre", "liter"),
    ("litres", "liters"),
    ("manoeuvre", "maneuver"),
    ("manoeuvres", "maneuvers"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("offence", "offense"),
    ("offences", "offenses"),
    ("practise", "practice"),
    ("practised", "practiced"),
    ("practises", "practices"),
    ("practising", "practicing"),
    ("pretence", "pretense"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("skilful", "skillful"),
    ("skilfully", "skillfully"),
    ("spectre", "specter"),
    ("theatre", "theater"),
    ("theatres", "theaters"),
    ("wilful", "willful"),
    ("wilfully", "willfully"),
    ("woollen", "woolen"),
];

/// Beginnings of words in which American spelling omits the `u`. Sorted. A general rule would also
/// change *hours*, *sources* and *courts*.
const OUR: &[&str] = &[
    "ardour",
    "armour",
    "behaviour",
    "belabour",
    "candour",
    "clamour",
    "colour",
    "demeanour",
    "discolour",
    "dishonour",
    "endeavour",
    "favour",
    "fervour",
    "flavour",
    "glamour",
    "harbour",
    "honour",
    "humour",
    "labour",
    "misbehaviour",
    "misdemeanour",
    "neighbour",
    "odour",
    "parlour",
    "rancour",
    "rigour",
    "rumour",
    "saviour",
    "savour",
    "splendour",
    "succour",
    "tumour",
    "valour",
    "vapour",
    "vigour",
    "watercolour",
];

/// Endings after `-is` or `-iz` with which both spellings are the same word. Sorted.
const AFTER_IZ: &[&str] = &[
    "able",
    "ation",
    "ational",
    "ationally",
    "ations",
    "e",
    "ed",
    "er",
    "ers",
    "es",
    "ing",
    "ings",
];

/// The stem of a word for which the English stemmer would be wrong.
pub fn irregular_stem(word: &str) -> Option<&'static str> {
    look_up(IRREGULAR, word)
}

/// The irregular words that have this stem.
pub fn irregular_forms(stem: &str) -> impl Iterator<Item = &'static str> {
    IRREGULAR.iter().filter(move |(_, irregular)| *irregular == stem).map(|(word, _)| *word)
}

/// The word in one normalized spelling for its British and American spellings.
pub fn normalize_spelling(word: &str) -> Cow<'_, str> {
    if let Some(american) = look_up(BRITISH, word) {
        return Cow::Borrowed(american);
    }
    if let Some(at) = word.find("our")
        && OUR.binary_search(&&word[..at + 3]).is_ok()
    {
        return Cow::Owned([&word[..at], "or", &word[at + 3..]].concat());
    }
    if let Some(at) = word.rfind('z')
        // Excludes short words such as `size`, which have only one spelling.
        && at >= 3
        && matches!(word.as_bytes()[at - 1], b'i' | b'y')
        && AFTER_IZ.binary_search(&&word[at + 1..]).is_ok()
    {
        return Cow::Owned([&word[..at], "s", &word[at + 1..]].concat());
    }
    match word.strip_suffix("logue").or_else(|| word.strip_suffix("logues")) {
        Some(start) if start.len() >= 2 => Cow::Owned([start, "log"].concat()),
        _ => Cow::Borrowed(word),
    }
}

fn look_up(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table.binary_search_by_key(&word, |(key, _)| key).ok().map(|at| table[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(IRREGULAR.is_sorted_by(|one, next| one.0 < next.0));
        assert!(BRITISH.is_sorted_by(|one, next| one.0 < next.0));
        assert!(OUR.is_sorted() && AFTER_IZ.is_sorted());
    }

    #[test]
    fn spelling_variants_are_normalized_and_other_words_unchanged() {
        for (word, expected) in [
            ("labourers", "laborers"),
            ("neighbourhood", "neighborhood"),
            ("organizations", "organisations"),
            ("analyzing", "analysing"),
            ("catalogue", "catalog"),
            ("programme", "program"),
            ("source", "source"),
            ("court", "court"),
            ("size", "size"),
            ("citizens", "citizens"),
        ] {
            assert_eq!(normalize_spelling(word), expected);
        }
    }
}
