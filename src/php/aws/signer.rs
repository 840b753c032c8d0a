//! `Peregrine\Aws\Signer`: signs requests for AWS and what speaks its language, with credentials that stay out of PHP.

use crate::aws::{Environment, Given, Provider, Request, Scope, sign as signed};
use crate::client::Url;
use crate::coroutine::{self as core, Interrupt};
use crate::error::{Error, Kind as ErrorKind};
use crate::php::coroutine::CANCELED_EXCEPTION;
use crate::php::exception::EXCEPTION;
use crate::zend::{Access, Array, Call, Class, Kind, Outcome, Stop, functions, throw};
use std::rc::Rc;
use std::time::SystemTime;

/// `Aws\Signer`
pub(in crate::php) const SIGNER: Class = Class {
    name: "Peregrine\\Aws\\Signer",
    doc: concat!(
        "Signs HTTP requests for one of AWS's services (Signature Version 4). Credentials and region are found as AWS's own\n",
        "tools find them: environment, web identity, profiles in `~/.aws`, container, instance (IMDSv2); temporary ones are\n",
        "renewed before their end. Secrets are never visible to PHP code.\n",
    ),
    kind: Kind::Native,
    access: Access::Final,
    methods: functions! {
        /// Asks nobody yet.
        ///
        /// @param string $service such as `s3`, as in the service's host names
        /// @param ?string $region null: AWS_REGION, AWS_DEFAULT_REGION, the profile's or the instance's
        /// @param ?string $profile a profile that counts instead of everything else
        "public function __construct(string $service, ?string $region = null, ?string $profile = null)" => construct;
        /// The header fields to add to a request, by name: `authorization`, `x-amz-date` and others. They are good for five
        /// minutes, for this method, URL, these fields and this body. Parks while credentials are asked for.
        ///
        /// @param array<string, string> $headers fields to sign as well; whatever proxies may change does not belong here
        /// @return array<string, string>
        /// @throws \ValueError for a URL that is none, or a field that is no string
        /// @throws \Peregrine\Exception when there are no credentials; the message says where they were looked for
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function sign(string $method, string $url, array $headers = [], #[\\SensitiveParameter] string $body = ''): array" => sign;
        /// The region in use. Parks when an instance has to be asked.
        ///
        /// @throws \Peregrine\Exception when it is not known
        "public function region(): string" => region;
        /// What AWS_ENDPOINT_URL_SERVICE or AWS_ENDPOINT_URL says instead of AWS's own address; null when neither is set.
        "public function endpoint(): ?string" => endpoint;
    },
    ..Class::EMPTY
};

struct Part {
    service: String,
    provider: Rc<Provider>,
}

fn construct(call: &Call<'_>) -> Outcome {
    let service = call.text(0)?;
    if service.is_empty() || !service.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(call.invalid(0, "must be the name of a service, such as s3").into());
    }
    let text = |n: usize| call.has(n).then(|| call.text(n).map(str::to_owned)).transpose();
    let given = Given { region: text(1)?, profile: text(2)?, credentials: None };
    let provider = Rc::new(Provider::new(given, Environment::of_process()));
    Ok(call.construct(Part { service: service.to_owned(), provider })?)
}

/// Waits for something that AWS's endpoints may have to be asked for.
fn wait<T>(future: impl Future<Output = crate::error::Result<T>>) -> Outcome<T> {
    match core::future("AWS credentials", future) {
        Ok(result) => result.map_err(failed),
        Err(Interrupt::Stop(stop)) => Err(stop),
        Err(_) => Err(throw(CANCELED_EXCEPTION.name, "the wait for AWS credentials was cancelled", 0).into()),
    }
}

fn failed(error: Error) -> Stop {
    // An errno of a refused connection says nothing here.
    let code = if error.kind == ErrorKind::Os { error.code } else { 0 };
    throw(EXCEPTION.name, error.message, code.into()).into()
}

fn sign(call: &Call<'_>) -> Outcome<Array> {
    let part = call.this::<Part>()?;
    let url = Url::parse(call.text(1)?).map_err(|error| call.invalid(1, error.message))?;
    let mut fields = Vec::new();
    for (name, value) in call.arg(2).and_then(|array| array.elements()).into_iter().flatten() {
        let value = value.as_text().ok_or_else(|| call.invalid(2, "must be header fields: strings by name"))?;
        fields.push((name.text().to_ascii_lowercase(), value.to_owned()));
    }
    let provider = part.provider.clone();
    let (region, credentials) = wait(async move {
        let region = provider.region(None).await?;
        Ok((region, provider.credentials().await?))
    })?;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let body = if call.has(3) { call.bytes(3)? } else { b"" };
    let host = url.origin.authority();
    let request = Request { method: call.text(0)?, host: &host, target: &url.target, fields: &fields, body };
    let scope = Scope { region: &region, service: &part.service, time: SystemTime::now() };
    let mut array = Array::new(4);
    for (name, value) in signed(&request, scope, &credentials) {
        array.set(name, value.as_str());
    }
    Ok(array)
}

fn region(call: &Call<'_>) -> Outcome<String> {
    let provider = call.this::<Part>()?.provider.clone();
    wait(async move { provider.region(None).await })
}

fn endpoint(call: &Call<'_>) -> Outcome<Option<String>> {
    let part = call.this::<Part>()?;
    Ok(part.provider.endpoint(&part.service.to_ascii_uppercase().replace('-', "_")))
}
