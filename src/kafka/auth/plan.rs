//! From a configuration to the source of its tokens: which options Peregrine takes over from librdkafka, and what librdkafka
//! gets in their place.

use super::TokenSource;
use super::msk_iam::MskIam;
use super::oidc::{Oidc, extensions};
use super::unsecured::Unsecured;
use crate::aws::{Credentials, Environment, Given, Provider};
use crate::client::Url;
use crate::error::{Error, Result};
use crate::kafka::config::Config;
use std::rc::Rc;

/// The key of the callback, in librdkafka's list too.
pub(in crate::kafka) const CALLBACK: &str = "oauthbearer_token_refresh_cb";
const MECHANISMS: [&str; 2] = ["sasl.mechanism", "sasl.mechanisms"];
const UNSECURED: &str = "enable.sasl.oauthbearer.unsecure.jwt";
const METHOD: &str = "sasl.oauthbearer.method";
const AWS: [&str; 5] = ["aws.region", "aws.profile", "aws.access.key.id", "aws.secret.access.key", "aws.session.token"];
/// Of method oidc, all that is offered.
const OIDC: [&str; 10] = [
    "sasl.oauthbearer.token.endpoint.url",
    "sasl.oauthbearer.client.id",
    "sasl.oauthbearer.client.credentials.client.id",
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.client.credentials.client.secret",
    "sasl.oauthbearer.scope",
    "sasl.oauthbearer.extensions",
    "sasl.oauthbearer.grant.type",
    "sasl.oauthbearer.metadata.authentication.type",
    "https.ca.location",
];

/// How a client logs in.
#[derive(Default)]
pub(in crate::kafka) struct Plan {
    /// Where its tokens come from; `None`: it needs none.
    pub(in crate::kafka) source: Option<Rc<dyn TokenSource>>,
    /// What librdkafka is told beside the rest.
    pub(in crate::kafka) instead: Vec<(&'static str, &'static str)>,
}

/// Whether an option is Peregrine's alone, and librdkafka does not get it.
pub(in crate::kafka) fn is_ours(config: &Config, key: &str) -> bool {
    let mechanism = MECHANISMS.contains(&key) && is_msk(config);
    mechanism || key == UNSECURED || key == METHOD || key == CALLBACK || AWS.contains(&key) || OIDC.contains(&key)
}

/// The names of options that librdkafka does not know.
pub(in crate::kafka) fn own_keys() -> impl Iterator<Item = &'static str> {
    AWS.into_iter()
}

fn mechanism(config: &Config) -> Option<&str> {
    config.last_of(&MECHANISMS)
}

fn is_msk(config: &Config) -> bool {
    mechanism(config).is_some_and(|name| name.eq_ignore_ascii_case("AWS_MSK_IAM"))
}

/// Reads the configuration; refuses what contradicts itself.
pub(in crate::kafka) fn plan(config: &Config) -> Result<Plan> {
    check_for_elsewhere(config)?;
    if is_msk(config) {
        return msk(config);
    }
    if !mechanism(config).is_some_and(|name| name.eq_ignore_ascii_case("OAUTHBEARER")) {
        return Ok(Plan::default());
    }
    let unsecured = config.is_on(UNSECURED)?;
    let oidc = is_oidc(config)?;
    let source: Rc<dyn TokenSource> = match (config.tokens(), unsecured, oidc) {
        (Some(callback), false, false) => callback,
        (None, true, false) => Rc::new(Unsecured::new(config.get("sasl.oauthbearer.config").unwrap_or_default())?),
        (None, false, true) => Rc::new(Rc::new(read_oidc(config)?)),
        (None, false, false) => {
            let sentence = "needs a source of tokens: a callable in";
            return Err(Error::invalid(format!("OAUTHBEARER {sentence} {CALLBACK}, or {METHOD}=oidc")));
        }
        _ => {
            let several = format!("{CALLBACK}, {METHOD}=oidc and {UNSECURED}");
            return Err(Error::invalid(format!("of {several} only one can give the tokens")));
        }
    };
    Ok(Plan { source: Some(source), instead: Vec::new() })
}

/// Options whose mechanism or method is not chosen would be without effect.
fn check_for_elsewhere(config: &Config) -> Result<()> {
    let set = |keys: &[&'static str]| keys.iter().copied().find(|key| config.get(key).is_some());
    let oauth = mechanism(config).is_some_and(|name| name.eq_ignore_ascii_case("OAUTHBEARER"));
    let wrong = |key: &str, needs: &str| Err(Error::invalid(format!("{key} is for {needs}; remove it, or set that")));
    if let Some(key) = set(&AWS)
        && !is_msk(config)
    {
        return wrong(key, "sasl.mechanism=AWS_MSK_IAM");
    }
    if config.tokens().is_some() && !oauth {
        return wrong(CALLBACK, "sasl.mechanism=OAUTHBEARER");
    }
    if config.is_on(UNSECURED)? && !oauth {
        return wrong(UNSECURED, "sasl.mechanism=OAUTHBEARER");
    }
    match set(&OIDC) {
        Some(key) if !(oauth && is_oidc(config)?) => {
            wrong(key, "sasl.mechanism=OAUTHBEARER with sasl.oauthbearer.method=oidc")
        }
        _ => Ok(()),
    }
}

fn is_oidc(config: &Config) -> Result<bool> {
    match config.get(METHOD) {
        None | Some("default") => Ok(false),
        Some(method) if method.eq_ignore_ascii_case("oidc") => Ok(true),
        Some(method) => Err(Error::invalid(format!("{METHOD} = {method:?}; it takes default or oidc"))),
    }
}

fn msk(config: &Config) -> Result<Plan> {
    let protocol = config.get("security.protocol").unwrap_or("sasl_ssl").to_ascii_lowercase();
    if !protocol.starts_with("sasl_") {
        let sentence = "does no SASL; AWS_MSK_IAM takes sasl_ssl, which it is without being set";
        return Err(Error::invalid(format!("security.protocol = {protocol:?} {sentence}")));
    }
    let text = |key: &str| config.get(key).filter(|value| !value.is_empty()).map(str::to_owned);
    let credentials = match (text("aws.access.key.id"), text("aws.secret.access.key")) {
        (Some(key), Some(secret)) => Some(Credentials::new(key, secret, text("aws.session.token"))),
        (None, None) => None,
        _ => return Err(Error::invalid("aws.access.key.id and aws.secret.access.key go together; set both or none")),
    };
    let given = Given { region: text("aws.region"), profile: text("aws.profile"), credentials };
    let provider = Provider::new(given, Environment::of_process());
    let brokers = config.last_of(&["bootstrap.servers", "metadata.broker.list"]).unwrap_or_default();
    let mut instead = vec![("sasl.mechanism", "OAUTHBEARER")];
    if config.get("security.protocol").is_none() {
        instead.push(("security.protocol", "sasl_ssl"));
    }
    Ok(Plan { source: Some(Rc::new(MskIam::new(provider, brokers))), instead })
}

fn read_oidc(config: &Config) -> Result<Oidc> {
    let text = |keys: &[&'static str]| config.last_of(keys).filter(|value| !value.is_empty()).map(str::to_owned);
    let needed = |keys: &[&'static str]| {
        text(keys).ok_or_else(|| Error::invalid(format!("{METHOD}=oidc needs {}; set it", keys[0])))
    };
    for (key, taken) in [
        ("sasl.oauthbearer.grant.type", "client_credentials"),
        ("sasl.oauthbearer.metadata.authentication.type", "none"),
    ] {
        if config.get(key).is_some_and(|value| value != taken) {
            return Err(Error::invalid(format!("{key} can only be {taken}; for another, give tokens in {CALLBACK}")));
        }
    }
    let url = needed(&["sasl.oauthbearer.token.endpoint.url"])?;
    let endpoint = Url::parse(&url);
    Ok(Oidc {
        endpoint: endpoint.map_err(|e| Error::invalid(format!("sasl.oauthbearer.token.endpoint.url {}", e.message)))?,
        client_id: needed(&["sasl.oauthbearer.client.id", "sasl.oauthbearer.client.credentials.client.id"])?,
        client_secret: needed(&[
            "sasl.oauthbearer.client.secret",
            "sasl.oauthbearer.client.credentials.client.secret",
        ])?,
        scope: text(&["sasl.oauthbearer.scope"]),
        extensions: extensions(config.get("sasl.oauthbearer.extensions").unwrap_or_default())?,
        ca_file: text(&["https.ca.location"]).map(Into::into),
    })
}
