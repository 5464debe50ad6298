//! The tables that `migrations/` creates, for Diesel.

diesel::table! {
    directory (id) {
        id -> Text,
        last_change -> BigInt,
        updated_at -> BigInt,
        redacted_change -> BigInt,
        purged_change -> BigInt,
        mentions_change -> BigInt,
    }
}

diesel::table! {
    revisions (change) {
        change -> BigInt,
        subject -> Text,
        subject_id -> Text,
        revision -> Integer,
        kind -> Text,
        document -> Text,
        author -> Text,
        note -> Nullable<Text>,
        at -> BigInt,
        sha256 -> Nullable<Text>,
        redactions -> Nullable<Text>,
    }
}

diesel::table! {
    organizations (id) {
        id -> Text,
        slug -> Text,
        status -> Text,
        revision -> Integer,
        change -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    terms (scheme, slug) {
        scheme -> Text,
        slug -> Text,
        position -> Integer,
        broader -> Nullable<Text>,
        is_group -> Bool,
        revision -> Integer,
        change -> BigInt,
    }
}

diesel::table! {
    organization_terms (organization_id, scheme, term) {
        organization_id -> Text,
        scheme -> Text,
        term -> Text,
    }
}

diesel::table! {
    identifiers (scheme, value) {
        scheme -> Text,
        value -> Text,
        organization_id -> Text,
    }
}

diesel::table! {
    former_slugs (slug) {
        slug -> Text,
        organization_id -> Text,
    }
}

diesel::table! {
    mentions (slug, organization_id) {
        slug -> Text,
        organization_id -> Text,
    }
}

diesel::table! {
    api_keys (prefix) {
        prefix -> Text,
        hash -> Text,
        name -> Text,
        role -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        last_used_day -> Nullable<Integer>,
    }
}

diesel::table! {
    key_organizations (key_prefix, organization_id) {
        key_prefix -> Text,
        organization_id -> Text,
    }
}

diesel::table! {
    sessions (hash) {
        hash -> Text,
        key_prefix -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        first_change -> BigInt,
        last_change -> BigInt,
        author -> Text,
        source -> Text,
        at -> BigInt,
        reverted_by -> Nullable<Text>,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        owner -> Text,
        organization_id -> Nullable<Text>,
        base -> Integer,
        document -> Text,
        size -> BigInt,
        note -> Text,
        version -> Integer,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::joinable!(organizations -> revisions (change));
diesel::joinable!(mentions -> organizations (organization_id));
diesel::joinable!(sessions -> api_keys (key_prefix));
diesel::joinable!(key_organizations -> organizations (organization_id));
diesel::allow_tables_to_appear_in_same_query!(api_keys, sessions);
diesel::allow_tables_to_appear_in_same_query!(key_organizations, organizations);
diesel::joinable!(terms -> revisions (change));
diesel::allow_tables_to_appear_in_same_query!(
    organizations,
    revisions,
    terms,
    identifiers,
    former_slugs,
    organization_terms,
    mentions,
);
