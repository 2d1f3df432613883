//! Names of the things a plan speaks of. They are the caller's own identifiers: the solver never invents one.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A person who may be sent.
    InspectorId
);
id!(
    /// A unit to be inspected.
    UnitId
);
id!(
    /// A team of the round.
    TeamId
);
id!(
    /// A jurisdiction; also the upper authority where people from outside all jurisdictions are at home.
    CountyId
);
id!(
    /// The organisation that sends a person.
    OrgId
);
