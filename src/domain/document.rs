//! The macro that declares the JSON objects of the API.

/// Declares a struct together with its [`Read`](super::Read) and
/// [`Redact`](super::redact::Redact) implementations, so that each key is written once. The order
/// of the fields is their order in the canonical JSON. A type whose JSON had another shape before
/// names its own function that reads both: `read with …`.
macro_rules! document {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident: $type:ty, )*
        }
    ) => {
        $crate::domain::document::document! {
            $(#[$meta])*
            pub struct $name {
                $( $(#[$field_meta])* pub $field: $type, )*
            }
            read with read_keys
        }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident: $type:ty, )*
        }
        read with $read:ident
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
        }

        impl $name {
            /// The keys of the object, in their canonical order.
            pub const KEYS: &'static [&'static str] = &[$( stringify!($field) ),*];

            fn read_keys(
                node: &$crate::domain::Node<'_>,
                at: &$crate::domain::Pointer<'_>,
                found: &mut Vec<$crate::domain::Violation>,
            ) -> Option<Self> {
                let mut object = $crate::domain::read::Object::open(node, Self::KEYS, at, found)?;
                $( let $field = object.field::<$type>(stringify!($field)); )*
                Some(Self { $( $field: $field? ),* })
            }
        }

        impl $crate::domain::Read for $name {
            fn read(
                node: &$crate::domain::Node<'_>,
                at: &$crate::domain::Pointer<'_>,
                found: &mut Vec<$crate::domain::Violation>,
            ) -> Option<Self> {
                Self::$read(node, at, found)
            }
        }

        $crate::domain::redact::redact_fields!($name { $( $field ),* });
    };
}

pub(super) use document;
