//! The organizations to which a key is limited.

use super::KeyError;
use crate::domain::{KeyOrganization, Slug, nearest};
use crate::store::Writer;

/// The organizations with these slugs or former slugs, each once.
///
/// # Errors
///
/// With [`KeyError::UnknownOrganization`], which names all slugs that no organization has.
pub fn allowed_organizations(
    writer: &mut Writer<'_>,
    slugs: &[Slug],
) -> Result<Vec<KeyOrganization>, KeyError> {
    let former = writer.former_owners(&slugs.iter().collect::<Vec<_>>())?;
    let current = |slug: &Slug| {
        let renamed = former.iter().find(|(former, _)| former == slug);
        renamed.map_or_else(|| slug.clone(), |(_, owner)| owner.clone())
    };
    let mut wanted: Vec<Slug> = slugs.iter().map(current).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let found = writer.organizations(&wanted.iter().collect::<Vec<_>>())?;
    wanted.retain(|slug| !found.iter().any(|state| state.slug == *slug));
    if !wanted.is_empty() {
        return Err(KeyError::UnknownOrganization(unknown(writer, &wanted)?));
    }
    let mut allowed: Vec<KeyOrganization> =
        found.into_iter().map(|state| KeyOrganization { id: state.id, slug: state.slug }).collect();
    allowed.sort_unstable_by(|one, other| one.slug.cmp(&other.slug));
    Ok(allowed)
}

/// A sentence about slugs that no organization has, with the nearest that exist.
fn unknown(writer: &mut Writer<'_>, slugs: &[Slug]) -> Result<String, KeyError> {
    let listed = writer.listed_organizations()?;
    let named =
        slugs.iter().map(|slug| match nearest(slug.as_str(), listed.iter().map(Slug::as_str)) {
            Some(meant) => format!("`{slug}` (did you mean `{meant}`?)"),
            None => format!("`{slug}`"),
        });
    let named: Vec<String> = named.collect();
    Ok(format!("no organization has the slug {}", named.join(" or ")))
}
