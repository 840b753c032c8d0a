//! Who to be for AWS, asked in AWS's order: what was given, environment, web identity, profile, container, instance. The
//! first that is set up decides; when that one fails, so does the question, since another identity would be a surprise.
//! Temporary credentials are kept until some minutes before their end, and to the end when they cannot be renewed.

use super::credentials::Credentials;
use super::environment::Environment;
use super::fetch::read;
use super::profile::{Origin, Plan, Profiles};
use super::skew::Skew;
use super::sts::{Role, Sts};
use super::{container, instance, process};
use crate::error::{Error, Kind, Result};
use std::cell::RefCell;
use std::time::{Duration, SystemTime};

/// What the program itself says.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The region.
    pub region: Option<String>,
    /// A profile; then nothing else is asked.
    pub profile: Option<String>,
    /// An access key; then nothing else is asked.
    pub credentials: Option<Credentials>,
}

/// The credentials of one client.
#[derive(Debug, Default)]
pub struct Provider {
    given: Given,
    from: Environment,
    kept: RefCell<Option<Credentials>>,
    region: RefCell<Option<String>>,
    skew: RefCell<Option<Skew>>,
}

impl Provider {
    /// Asks nobody yet.
    pub fn new(given: Given, from: Environment) -> Provider {
        Provider { given, from, ..Provider::default() }
    }

    /// Credentials that are good for now.
    pub async fn credentials(&self) -> Result<Credentials> {
        let kept = self.kept.borrow().clone();
        if let Some(fresh) = kept.as_ref().filter(|kept| kept.is_fresh(SystemTime::now())) {
            return Ok(fresh.clone());
        }
        match self.look_up().await {
            Ok(found) => {
                *self.kept.borrow_mut() = Some(found.clone());
                Ok(found)
            }
            // Renewed early, so that an endpoint may be away for a while.
            Err(error) => {
                let temporary = kept.filter(|kept| kept.expires.is_some() && kept.is_valid(SystemTime::now()));
                temporary.ok_or(error)
            }
        }
    }

    /// The region: what was given, the environment's, the profile's, then `otherwise`, then the one this instance is in.
    pub async fn region(&self, otherwise: Option<&str>) -> Result<String> {
        if let Some(known) = self.region.borrow().clone() {
            return Ok(known);
        }
        let found = match self.configured_region().await?.or(otherwise.map(str::to_owned)) {
            Some(region) => Some(region),
            None => instance::region(&self.from, &self.skew).await.unwrap_or_default(),
        };
        let sentence = "the AWS region is not known; set AWS_REGION";
        let region = found.ok_or_else(|| Error::invalid(sentence))?;
        if !region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(Error::invalid(format!("{region:?} is no AWS region; it takes one like eu-central-1")));
        }
        *self.region.borrow_mut() = Some(region.clone());
        Ok(region)
    }

    /// What replaces a service's address (`S3`), by `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.
    pub fn endpoint(&self, service: &str) -> Option<String> {
        self.from.endpoint(service)
    }

    /// Why a signature may have been refused: asks AWS for the time, for three seconds at most; when nobody answers, what
    /// an earlier answer told counts. `None` when the clocks agree.
    pub async fn explain_refusal(&self) -> Option<String> {
        let region = self.region.borrow().clone();
        let sts = Sts { from: &self.from, region: region.as_deref(), skew: &self.skew };
        let _ = crate::time::timeout(Duration::from_secs(3), sts.look_at_clock()).await;
        self.skew.borrow().as_ref().and_then(Skew::explanation)
    }

    async fn configured_region(&self) -> Result<Option<String>> {
        let set = |name| self.from.get(name);
        let known = self.given.region.clone().or_else(|| set("AWS_REGION")).or_else(|| set("AWS_DEFAULT_REGION"));
        if known.is_some() {
            return Ok(known);
        }
        let profiles = Profiles::read(&self.from).await?;
        Ok(profiles.get(&self.profile(), "region").map(str::to_owned))
    }

    fn profile(&self) -> String {
        let named = self.given.profile.clone().or_else(|| self.from.get("AWS_PROFILE"));
        named.unwrap_or_else(|| "default".to_owned())
    }

    async fn look_up(&self) -> Result<Credentials> {
        if let Some(given) = &self.given.credentials {
            return Ok(given.clone());
        }
        if self.given.profile.is_some() {
            let text = || format!("AWS profile {:?}: it is not there, or has no credentials", self.profile());
            return self.of_profile().await?.ok_or_else(|| Error::invalid(text()));
        }
        if let Some(found) = self.of_environment()? {
            return Ok(found);
        }
        if let Some(found) = self.of_web_identity().await? {
            return Ok(found);
        }
        if let Some(found) = self.of_profile().await? {
            return Ok(found);
        }
        if let Some(found) = container::credentials(&self.from, &self.skew).await? {
            return Ok(found);
        }
        match instance::credentials(&self.from, &self.skew).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(nowhere(&self.profile(), "AWS_EC2_METADATA_DISABLED is true")),
            Err(error) => Err(Error { message: nowhere(&self.profile(), &error.message).message, ..error }),
        }
    }

    fn of_environment(&self) -> Result<Option<Credentials>> {
        let Some(key) = self.from.get("AWS_ACCESS_KEY_ID") else { return Ok(None) };
        let secret = self.from.get("AWS_SECRET_ACCESS_KEY");
        let secret =
            secret.ok_or_else(|| Error::invalid("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"))?;
        Ok(Some(Credentials::new(key, secret, self.from.get("AWS_SESSION_TOKEN"))))
    }

    async fn of_web_identity(&self) -> Result<Option<Credentials>> {
        let (file, arn) = (self.from.get("AWS_WEB_IDENTITY_TOKEN_FILE"), self.from.get("AWS_ROLE_ARN"));
        let (Some(file), Some(arn)) = (file, arn) else { return Ok(None) };
        let session = self.from.get("AWS_ROLE_SESSION_NAME").unwrap_or_else(|| "peregrine".to_owned());
        self.web_identity(file, Role { arn, session, external_id: None }).await.map(Some)
    }

    async fn web_identity(&self, file: String, role: Role) -> Result<Credentials> {
        let token = read("AWS web identity", file.into()).await?;
        let region = self.configured_region().await?;
        let sts = Sts { from: &self.from, region: region.as_deref(), skew: &self.skew };
        sts.with_web_identity(&role, token.trim_end()).await
    }

    async fn of_profile(&self) -> Result<Option<Credentials>> {
        let profiles = Profiles::read(&self.from).await?;
        let Some(Plan { origin, roles }) = profiles.plan(&self.profile())? else { return Ok(None) };
        let mut credentials = match origin {
            Origin::Keys(credentials) => credentials,
            Origin::Process(command) => process::credentials(&command).await?,
            Origin::WebIdentity(file, role) => self.web_identity(file, role).await?,
            Origin::Named(source) => self.named(&source).await?,
        };
        let region = self.configured_region().await?;
        let sts = Sts { from: &self.from, region: region.as_deref(), skew: &self.skew };
        for role in &roles {
            credentials = sts.with_credentials(role, &credentials).await?;
        }
        Ok(Some(credentials))
    }

    /// A profile's `credential_source`.
    async fn named(&self, source: &str) -> Result<Credentials> {
        let found = match source {
            "Environment" => self.of_environment()?,
            "EcsContainer" => container::credentials(&self.from, &self.skew).await?,
            "Ec2InstanceMetadata" => instance::credentials(&self.from, &self.skew).await?,
            _ => {
                let takes = "it takes Environment, EcsContainer or Ec2InstanceMetadata";
                return Err(Error::invalid(format!("AWS profile: credential_source is {source:?}; {takes}")));
            }
        };
        found.ok_or_else(|| Error::invalid(format!("AWS profile: credential_source {source} has no credentials")))
    }
}

fn nowhere(profile: &str, instance: &str) -> Error {
    let looked = format!(
        "no AWS credentials: AWS_ACCESS_KEY_ID is not set; neither are AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN; profile \
         {profile:?} has none; AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set; {instance}"
    );
    Error::new(Kind::Invalid, looked)
}
