//! `Peregrine\Aws`

pub(super) mod signer;
