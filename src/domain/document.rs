//! How an object of the contract is declared.

/// Declares a struct together with its reading from JSON, so that its keys are
/// written once: the order of the fields is the order in the canonical JSON.
macro_rules! document {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident: $type:ty, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
        }

        impl $name {
            /// The keys of the object, in their canonical order.
            pub const KEYS: &'static [&'static str] = &[$( stringify!($field) ),*];
        }

        impl $crate::domain::Read for $name {
            fn read(
                node: &$crate::domain::Node<'_>,
                at: &$crate::domain::Pointer<'_>,
                found: &mut Vec<$crate::domain::Violation>,
            ) -> Option<Self> {
                let mut object = $crate::domain::read::Object::open(node, Self::KEYS, at, found)?;
                $( let $field = object.field::<$type>(stringify!($field)); )*
                Some(Self { $( $field: $field? ),* })
            }
        }
    };
}

pub(super) use document;
