//! The declaration of a set of parameters, the twin of `domain::document!`.

/// Declares a set of query parameters.
///
/// Each parameter has its documentation, its name, the type that handlers get (a
/// [`ParameterValue`](super::ParameterValue)) and the type in the OpenAPI document, where it is
/// optional:
///
/// ```text
/// parameters! {
///     /// Which page of a list.
///     pub struct PageParameters {
///         /// The page, from 1.
///         #[param(minimum = 1, example = 1)]
///         page: Number<1, { usize::MAX }> as u32,
///     }
/// }
/// ```
macro_rules! parameters {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $( $(#[$field_attribute:meta])* $field:ident: $type:ty as $documented:ident, )*
        }
    ) => {
        $(#[$attribute])*
        pub struct $name { $( pub $field: $type, )* }

        impl $crate::http::extract::parameters::body_schema::BodyParameters for $name {
            const LISTS: &'static [(&'static str, bool)] = &[$( (
                stringify!($field),
                <$type as $crate::http::extract::parameters::ParameterValue>::IS_LIST,
            ) ),*];
        }

        impl $crate::http::extract::parameters::ParameterSet for $name {
            fn names() -> impl Iterator<Item = &'static str> {
                [$( stringify!($field) ),*].into_iter()
            }

            fn read(reader: &mut $crate::http::extract::parameters::reader::Reader) -> Self {
                use $crate::http::extract::parameters::ParameterValue;
                Self { $( $field: ParameterValue::read(reader, stringify!($field)), )* }
            }
        }

        impl utoipa::IntoParams for $name {
            fn into_params(
                parameter_in: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                #[derive(utoipa::IntoParams)]
                #[into_params(parameter_in = Query)]
                #[expect(dead_code, reason = "only its documentation is used")]
                struct Documented { $( $(#[$field_attribute])* $field: Option<$documented>, )* }

                <Documented as utoipa::IntoParams>::into_params(parameter_in)
            }
        }
    };
}
