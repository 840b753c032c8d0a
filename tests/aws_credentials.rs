//! Where AWS credentials come from, against stub endpoints on loopback that answer as AWS's do.
#![allow(missing_docs)]

mod client_origin;

use client_origin::{Peer, ok, run};
use peregrine::aws::{Credentials, Environment, Given, Provider};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use tokio::net::TcpListener;

/// What a stub saw, and what it says to each request.
type Answers = Rc<dyn Fn(&str, &str) -> String>;

struct Stub {
    url: String,
    seen: Rc<RefCell<Vec<String>>>,
}

async fn stub(answer: impl Fn(&str, &str) -> String + 'static) -> Stub {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let (answer, seen): (Answers, _) = (Rc::new(answer), Rc::new(RefCell::new(Vec::new())));
    let noted = seen.clone();
    tokio::task::spawn_local(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (answer, noted) = (answer.clone(), noted.clone());
            tokio::task::spawn_local(async move {
                let mut peer = Peer::new(stream);
                while let Some((head, body)) = peer.request().await {
                    let body = String::from_utf8(body).unwrap();
                    noted.borrow_mut().push(format!("{head}{body}"));
                    peer.write(answer(&head, &body)).await;
                }
            });
        }
    });
    Stub { url, seen }
}

fn status(status: u16, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

const KEYS: &str = r#"{"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"very-secret","Token":"session","Expiration":"2099-01-02T03:04:05Z"}"#;

/// An environment in which nothing is found that is not in `pairs`.
fn provider(home: &Path, pairs: &[(&str, &str)]) -> Provider {
    given(home, pairs, Given::default())
}

fn given(home: &Path, pairs: &[(&str, &str)], given: Given) -> Provider {
    let mut all: HashMap<&str, &str> =
        HashMap::from([("HOME", home.to_str().unwrap()), ("AWS_EC2_METADATA_DISABLED", "true")]);
    all.extend(pairs.iter().copied());
    Provider::new(given, Environment::of(all))
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn is_asia1(found: &Credentials) {
    assert_eq!((found.access_key.as_str(), found.secret_key.as_str()), ("ASIA1", "very-secret"));
    assert_eq!(found.session_token.as_deref(), Some("session"));
    assert!(found.expires.is_some() && !format!("{found:?}").contains("very-secret"));
}

#[test]
fn the_instances_role_by_imdsv2() {
    run(async {
        let imds = stub(|head, _| {
            let path = head.split(' ').nth(1).unwrap();
            match (head.starts_with("PUT"), head.contains("X-Aws-Ec2-Metadata-Token: t0ken"), path) {
                (true, _, "/latest/api/token") if head.contains("X-Aws-Ec2-Metadata-Token-Ttl-Seconds: 300") => {
                    ok("t0ken")
                }
                (false, true, "/latest/meta-data/iam/security-credentials/") => ok("my-role"),
                (false, true, "/latest/meta-data/iam/security-credentials/my-role") => ok(KEYS),
                (false, true, "/latest/meta-data/placement/region") => ok("eu-north-1"),
                _ => status(401, ""),
            }
        })
        .await;
        let home = temporary();
        let from = [("AWS_EC2_METADATA_DISABLED", ""), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &imds.url)];
        let provider = provider(home.path(), &from);
        is_asia1(&provider.credentials().await.unwrap());
        assert_eq!(provider.region(None).await.unwrap(), "eu-north-1");
        let asked = imds.seen.borrow().len();
        is_asia1(&provider.credentials().await.unwrap());
        assert_eq!(imds.seen.borrow().len(), asked, "kept until some minutes before their end");
    });
}

#[test]
fn a_container_with_a_token_file() {
    run(async {
        let home = temporary();
        let token = home.path().join("token");
        std::fs::write(&token, "pod-identity\n").unwrap();
        let agent = stub(|head, _| {
            let good = head.starts_with("GET /v1/credentials ") && head.contains("Authorization: pod-identity\r\n");
            if good { ok(KEYS) } else { status(403, "") }
        })
        .await;
        let url = format!("{}/v1/credentials", agent.url);
        let file = token.to_str().unwrap();
        let from =
            [("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.as_str()), ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file)];
        is_asia1(&provider(home.path(), &from).credentials().await.unwrap());
        let from =
            [("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.as_str()), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "wrong")];
        let error = provider(home.path(), &from).credentials().await.unwrap_err();
        assert!(
            error.message.starts_with("AWS container credentials: ") && error.message.contains("answered 403"),
            "{error}"
        );
    });
}

const ASSUMED: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>\
    <SecretAccessKey>very-secret</SecretAccessKey><SessionToken>session</SessionToken>\
    <Expiration>2099-01-02T03:04:05Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

#[test]
fn a_web_identity_by_sts() {
    run(async {
        let home = temporary();
        let token = home.path().join("jwt");
        std::fs::write(&token, "header.payload.signature").unwrap();
        let sts = stub(|_, body| {
            let wanted = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr\
                          &RoleSessionName=me&WebIdentityToken=header.payload.signature";
            if body == wanted { ok(ASSUMED) } else { status(400, "<Error><Code>No</Code><Message>n</Message></Error>") }
        })
        .await;
        let from = [
            ("AWS_WEB_IDENTITY_TOKEN_FILE", token.to_str().unwrap()),
            ("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"),
            ("AWS_ROLE_SESSION_NAME", "me"),
            ("AWS_ENDPOINT_URL_STS", &sts.url),
            ("AWS_REGION", "eu-west-1"),
        ];
        is_asia1(&provider(home.path(), &from).credentials().await.unwrap());
        // The environment comes before it.
        let keys = [("AWS_ACCESS_KEY_ID", "AKIA0"), ("AWS_SECRET_ACCESS_KEY", "s")];
        let found = provider(home.path(), &[&from[..], &keys].concat()).credentials().await.unwrap();
        assert_eq!(found.access_key, "AKIA0");
    });
}

#[test]
fn profiles_and_the_roles_in_them() {
    run(async {
        let home = temporary();
        std::fs::create_dir(home.path().join(".aws")).unwrap();
        let config = "[profile app]\nrole_arn = arn:r\nsource_profile = base\nregion = eu-south-1\nexternal_id = x/y\n";
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        let keys = "[base]\naws_access_key_id = AKIA0\naws_secret_access_key = s\n[default]\naws_access_key_id = AKIA9\naws_secret_access_key = s\n";
        std::fs::write(home.path().join(".aws/credentials"), keys).unwrap();
        let sts = stub(|head, body| {
            let signed = "Credential=AKIA0/";
            let scope = "/eu-south-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=";
            let good = head.contains(signed) && head.contains(scope) && body.ends_with("&ExternalId=x%2Fy");
            if good { ok(ASSUMED) } else { status(403, "<Error><Code>AccessDenied</Code></Error>") }
        })
        .await;
        let from = [("AWS_PROFILE", "app"), ("AWS_ENDPOINT_URL", sts.url.as_str())];
        let app = provider(home.path(), &from);
        is_asia1(&app.credentials().await.unwrap());
        assert_eq!(app.region(Some("not-this-1")).await.unwrap(), "eu-south-1");
        assert_eq!(provider(home.path(), &[]).credentials().await.unwrap().access_key, "AKIA9");
        // A profile that the program names is all that is asked.
        let environment = [("AWS_ACCESS_KEY_ID", "AKIA1"), ("AWS_SECRET_ACCESS_KEY", "s")];
        let named = |name: &str| Given { profile: Some(name.into()), ..Given::default() };
        let found = given(home.path(), &environment, named("base")).credentials().await.unwrap();
        assert_eq!(found.access_key, "AKIA0");
        assert!(given(home.path(), &environment, named("none")).credentials().await.is_err());
    });
}

#[test]
fn a_program_that_prints_them() {
    run(async {
        let home = temporary();
        std::fs::create_dir(home.path().join(".aws")).unwrap();
        // Each run leaves a line in a file.
        let program = home.path().join("my keys");
        let ran = home.path().join("ran");
        let printed = r#"{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"very-secret","SessionToken":"session","Expiration":"2099-01-02T03:04:05Z"}"#;
        let script =
            format!("echo \"$#:$1\" >>'{}'\n[ \"$1\" != refuse ] || exit 3\necho '{printed}'\n", ran.display());
        std::fs::write(&program, script).unwrap();
        let line = format!("credential_process = /bin/sh \"{}\"", program.display());
        let config = format!(
            "[default]\n{line} 'a b'\n[profile bad]\n{line} refuse\n[profile none]\ncredential_process = /nowhere/x s3cr3t\n"
        );
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        let found = provider(home.path(), &[]);
        is_asia1(&found.credentials().await.unwrap());
        is_asia1(&found.credentials().await.unwrap());
        assert_eq!(std::fs::read_to_string(&ran).unwrap(), "1:a b\n", "kept until some minutes before their end");
        let bad = provider(home.path(), &[("AWS_PROFILE", "bad")]).credentials().await.unwrap_err();
        assert!(bad.message.contains("credential_process /bin/sh: it ended with exit status: 3"), "{bad}");
        let none = provider(home.path(), &[("AWS_PROFILE", "none")]).credentials().await.unwrap_err();
        assert!(none.message.contains("run /nowhere/x") && !none.message.contains("s3cr3t"), "{none}");
    });
}

#[test]
fn old_ones_serve_while_new_ones_cannot_be_had() {
    run(async {
        let soon = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
        let soon = peregrine::aws::compact(soon);
        let text = |a: usize, b: usize| &soon[a..b];
        let soon =
            format!("{}-{}-{}T{}:{}:{}Z", text(0, 4), text(4, 6), text(6, 8), text(9, 11), text(11, 13), text(13, 15));
        let (up, count) = (Rc::new(Cell::new(true)), Rc::new(Cell::new(0)));
        let (is_up, counted) = (up.clone(), count.clone());
        let agent = stub(move |_, _| {
            counted.set(counted.get() + 1);
            if is_up.get() { ok(&KEYS.replace("2099-01-02T03:04:05Z", &soon)) } else { status(500, "") }
        })
        .await;
        let home = temporary();
        let provider = provider(home.path(), &[("AWS_CONTAINER_CREDENTIALS_FULL_URI", agent.url.as_str())]);
        is_asia1(&provider.credentials().await.unwrap());
        is_asia1(&provider.credentials().await.unwrap());
        assert_eq!(count.get(), 2, "a minute before their end they are renewed each time");
        up.set(false);
        is_asia1(&provider.credentials().await.unwrap());
        assert_eq!(count.get(), 5, "after three tries the old ones do");
    });
}

#[test]
fn what_is_missing_and_what_is_wrong() {
    run(async {
        let home = temporary();
        let error = provider(home.path(), &[]).credentials().await.unwrap_err();
        for word in
            ["AWS_ACCESS_KEY_ID is not set", "profile \"default\" has none", "AWS_EC2_METADATA_DISABLED is true"]
        {
            assert!(error.message.contains(word), "{error}");
        }
        let half = provider(home.path(), &[("AWS_ACCESS_KEY_ID", "a")]).credentials().await.unwrap_err();
        assert!(half.message.contains("AWS_SECRET_ACCESS_KEY is not"), "{half}");
        assert!(provider(home.path(), &[]).region(None).await.unwrap_err().message.contains("set AWS_REGION"));
        let strange = provider(home.path(), &[("AWS_REGION", "eu/../x")]).region(None).await.unwrap_err();
        assert!(strange.message.contains("is no AWS region"), "{strange}");
    });
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    run(async {
        let sts = stub(|_, _| {
            let body = "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired</Message></Error></ErrorResponse>";
            let head = "HTTP/1.1 403 X\r\nDate: Fri, 02 Jan 2099 03:04:05 GMT\r\n";
            format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())
        })
        .await;
        let home = temporary();
        std::fs::create_dir(home.path().join(".aws")).unwrap();
        let config = "[default]\nrole_arn = r\nsource_profile = default\naws_access_key_id = A\naws_secret_access_key = s3cr3t\n";
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        let provider = provider(home.path(), &[("AWS_ENDPOINT_URL", sts.url.as_str()), ("AWS_REGION", "eu-west-1")]);
        let error = provider.credentials().await.unwrap_err();
        for word in ["SignatureDoesNotMatch: Signature expired", "this machine's clock is", "behind that of 127.0.0.1"]
        {
            assert!(error.message.contains(word), "{error}");
        }
        assert!(!error.message.contains("s3cr3t"));
        assert!(provider.explain_refusal().await.unwrap().contains("set the clock"));
    });
}
