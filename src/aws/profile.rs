//! The files that AWS's tools share: `~/.aws/config` and `~/.aws/credentials`, and what a profile in them says about who to
//! be. Reads only; whoever is asked then is up to the provider.

use super::credentials::Credentials;
use super::environment::Environment;
use super::fetch::read;
use super::sts::Role;
use crate::error::{Error, Result};
use std::collections::HashMap;

/// How many profiles may name one another as their source.
const CHAIN: usize = 8;

/// All profiles of both files; the credentials file counts more.
#[derive(Default)]
pub(super) struct Profiles(HashMap<String, HashMap<String, String>>);

/// Where a profile's credentials come from, before its roles.
pub(super) enum Origin {
    Keys(Credentials),
    /// `credential_process`: a command line.
    Process(String),
    /// A file with an identity provider's token, and the role it is good for.
    WebIdentity(String, Role),
    /// `credential_source`: `Environment`, `EcsContainer` or `Ec2InstanceMetadata`.
    Named(String),
}

/// An origin and the roles to assume from there, in order.
pub(super) struct Plan {
    pub(super) origin: Origin,
    pub(super) roles: Vec<Role>,
}

impl Profiles {
    pub(super) async fn read(from: &Environment) -> Result<Profiles> {
        let mut profiles = Profiles::default();
        let files = [("AWS_CONFIG_FILE", ".aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")];
        for (variable, usual) in files {
            let Some(file) = from.file(variable, usual).filter(|file| file.is_file()) else { continue };
            profiles.add(&read("AWS profiles", file).await?);
        }
        Ok(profiles)
    }

    fn add(&mut self, text: &str) {
        let mut section = None;
        for line in text.lines() {
            let content =
                line.split([' ', '\t']).take_while(|word| !word.starts_with(['#', ';'])).collect::<Vec<_>>().join(" ");
            if let Some(name) = content.trim().strip_prefix('[').and_then(|name| name.split(']').next()) {
                let name = name.trim().strip_prefix("profile ").unwrap_or(name).trim();
                section = (!name.contains(' ')).then(|| name.to_owned()); // [sso-session x] is no profile
            } else if let (Some(section), Some((key, value))) = (&section, content.split_once('='))
                && !line.starts_with([' ', '\t'])
            {
                let profile = self.0.entry(section.clone()).or_default();
                profile.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
            }
        }
    }

    pub(super) fn get(&self, profile: &str, key: &str) -> Option<&str> {
        self.0.get(profile)?.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// What the profile says; `None` when it is not there or says nothing about credentials.
    pub(super) fn plan(&self, profile: &str) -> Result<Option<Plan>> {
        let (mut name, mut roles) = (profile.to_owned(), Vec::new());
        while roles.len() < CHAIN {
            let get = |key| self.get(&name, key).map(str::to_owned);
            let (role, source) = (self.role(&name), get("source_profile"));
            // A profile that is its own source has the keys for its role.
            let own_keys = role.is_none() || source.as_ref() == Some(&name);
            let origin = match (role, source, get("web_identity_token_file"), get("credential_source")) {
                (Some(role), _, Some(file), _) => Some(Origin::WebIdentity(file, role)),
                (Some(role), Some(source), ..) => {
                    roles.insert(0, role);
                    if !own_keys {
                        name = source;
                        continue;
                    }
                    self.keys(&name)
                }
                (Some(role), None, None, Some(source)) => {
                    roles.insert(0, role);
                    Some(Origin::Named(source))
                }
                (Some(_), ..) => {
                    return Err(wrong(&name, "it has a role_arn, but neither source_profile nor credential_source"));
                }
                (None, ..) => self.keys(&name),
            };
            return match origin {
                Some(origin) => Ok(Some(Plan { origin, roles })),
                None if get("sso_start_url").or(get("sso_session")).is_some() => {
                    Err(wrong(&name, "SSO is not supported; export the credentials into the environment"))
                }
                None if roles.is_empty() => Ok(None),
                None => Err(wrong(&name, "it has no credentials for the role of the profile that names it")),
            };
        }
        Err(wrong(profile, "its source_profile leads in a circle"))
    }

    /// What a profile itself has: keys, or else a program that prints some.
    fn keys(&self, profile: &str) -> Option<Origin> {
        let get = |key| self.get(profile, key);
        if let (Some(key), Some(secret)) = (get("aws_access_key_id"), get("aws_secret_access_key")) {
            let token = get("aws_session_token").map(str::to_owned);
            return Some(Origin::Keys(Credentials::new(key, secret, token)));
        }
        get("credential_process").map(|command| Origin::Process(command.to_owned()))
    }

    fn role(&self, profile: &str) -> Option<Role> {
        let session = self.get(profile, "role_session_name").unwrap_or("peregrine").to_owned();
        let external_id = self.get(profile, "external_id").map(str::to_owned);
        Some(Role { arn: self.get(profile, "role_arn")?.to_owned(), session, external_id })
    }
}

fn wrong(profile: &str, why: &str) -> Error {
    Error::invalid(format!("AWS profile {profile:?}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "
        # nothing
[default]
region = eu-west-1   ; here
[profile with role]
role_arn=x
[profile role]
role_arn = arn:aws:iam::1:role/r
source_profile = keys
s3 =
    endpoint_url = ignored
[profile outer]
role_arn = arn:outer
source_profile = role
external_id = e
[profile pod]
role_arn = arn:pod
web_identity_token_file = /token
[profile machine]
role_arn = arn:machine
credential_source = Ec2InstanceMetadata
[profile a]
role_arn = a
source_profile = b
[profile b]
role_arn = b
source_profile = a
[profile self]
role_arn = s
source_profile = self
aws_access_key_id = SELF
aws_secret_access_key = secret
[profile process]
credential_process = \"/opt/my keys\" --for 'a  b'
[profile bythem]
role_arn = arn:p
source_profile = process
[profile sso]
sso_session = x
[profile lonely]
role_arn = r
[sso-session x]
region = nowhere
";

    fn profiles() -> Profiles {
        let mut profiles = Profiles::default();
        profiles.add(CONFIG);
        profiles.add(
            "[keys]\naws_access_key_id = AK\naws_secret_access_key = a/b+c=\naws_session_token=T\n[default]\nx=1\n",
        );
        profiles
    }

    fn refusal(name: &str) -> String {
        profiles().plan(name).err().map(|e| e.message).unwrap_or_default()
    }

    #[test]
    fn what_profiles_say() {
        let profiles = profiles();
        assert_eq!(profiles.get("default", "region"), Some("eu-west-1"));
        assert_eq!(profiles.get("role", "endpoint_url"), None);
        let arns = |name| profiles.plan(name).unwrap().unwrap().roles.into_iter().map(|r| r.arn).collect::<Vec<_>>();
        assert_eq!(arns("outer"), ["arn:aws:iam::1:role/r", "arn:outer"]);
        assert_eq!(arns("self"), ["s"]);
        assert_eq!(arns("machine"), ["arn:machine"]);
        let keys = profiles.plan("keys").unwrap().unwrap();
        assert!(
            matches!(keys.origin, Origin::Keys(k) if k.secret_key == "a/b+c=" && k.session_token.as_deref() == Some("T"))
        );
        let process = |name| match profiles.plan(name).unwrap().unwrap().origin {
            Origin::Process(command) => command,
            _ => "another".to_owned(),
        };
        assert_eq!([process("process"), process("bythem")], ["\"/opt/my keys\" --for 'a  b'"; 2]);
        let pod = profiles.plan("pod").unwrap().unwrap();
        assert!(matches!(pod.origin, Origin::WebIdentity(file, role) if file == "/token" && role.arn == "arn:pod"));
        assert!(profiles.plan("nobody").unwrap().is_none() && profiles.plan("default").unwrap().is_none());
    }

    #[test]
    fn what_cannot_be() {
        assert!(refusal("a").contains("circle"));
        assert!(refusal("sso").contains("SSO is not supported"));
        assert!(refusal("lonely").contains("neither source_profile nor credential_source"));
    }
}
