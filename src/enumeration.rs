//! The Rust enum of an `enum` of the declaration.

/// Makes it, with all that rows ask of the type of a column: one macro, so that a declaration expands to
/// little more than the list of its variants.
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($(#[$docs:meta])* $name:ident = $called:literal { $($(#[$of:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$docs])*
        #[derive(
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::cmp::PartialOrd,
            ::core::cmp::Ord,
            ::core::hash::Hash,
        )]
        pub enum $name {
            $($(#[$of])* $variant,)+
        }

        impl $name {
            /// Its variants, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The text in the database.
            pub const fn as_str(self) -> &'static ::core::primitive::str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl $crate::Enum for $name {
            const NAME: &'static ::core::primitive::str = $called;
            const ALL: &'static [Self] = Self::ALL;

            fn as_str(self) -> &'static ::core::primitive::str {
                $name::as_str(self)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad($name::as_str(*self))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::NoValue;

            fn from_str(text: &::core::primitive::str) -> ::core::result::Result<Self, $crate::NoValue> {
                match text {
                    $($text => ::core::result::Result::Ok(Self::$variant),)+
                    _ => ::core::result::Result::Err($crate::NoValue::of::<Self>(text)),
                }
            }
        }

        impl $crate::rusqlite::types::FromSql for $name {
            fn column_result(
                value: $crate::rusqlite::types::ValueRef<'_>,
            ) -> $crate::rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err($crate::rusqlite::types::FromSqlError::other)
            }
        }

        impl $crate::rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> $crate::rusqlite::Result<$crate::rusqlite::types::ToSqlOutput<'_>> {
                ::core::result::Result::Ok(::core::convert::From::from($name::as_str(*self)))
            }
        }

        /// A column of text may be held by it.
        impl $crate::Holds<::std::string::String> for $name {}

        /// A column of it may be held by a text.
        impl $crate::Holds<$name> for ::std::string::String {}

        $crate::__enumeration_in_sea_query!($name);
    };
}

/// The enum as a value of a statement of sea-query.
#[cfg(feature = "sea-query")]
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration_in_sea_query {
    ($name:ident) => {
        impl ::core::convert::From<$name> for $crate::sea_query::Value {
            fn from(value: $name) -> Self {
                ::core::convert::From::from($name::as_str(value))
            }
        }

        impl $crate::sea_query::Nullable for $name {
            fn null() -> $crate::sea_query::Value {
                $crate::sea_query::Value::String(::core::option::Option::None)
            }
        }
    };
}

/// Nothing, without sea-query.
#[cfg(not(feature = "sea-query"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration_in_sea_query {
    ($name:ident) => {};
}
