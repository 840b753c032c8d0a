"""An S3-compatible server (moto) for one test, that checks signatures and rights.

Prints a line of JSON: url, key, secret. Then takes lines of JSON on standard input, {"key", "body" (base64), "encoding"},
puts them into the bucket "rules.test" and answers each with a line. Ends with its input.
"""

import base64
import json
import os
import sys

# What comes before: a user, a key and what it may do.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "3"

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"
region = {"region_name": "eu-central-1", "endpoint_url": url}


def client(service, key, secret):
    return boto3.client(service, aws_access_key_id=key, aws_secret_access_key=secret, **region)


everything = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
iam = client("iam", "none", "none")
iam.create_user(UserName="ingest")
pair = iam.create_access_key(UserName="ingest")["AccessKey"]
iam.put_user_policy(UserName="ingest", PolicyName="all", PolicyDocument=everything)
key, secret = pair["AccessKeyId"], pair["SecretAccessKey"]
s3 = client("s3", key, secret)
s3.create_bucket(Bucket="rules.test", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
print(json.dumps({"url": url, "key": key, "secret": secret}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    encoding = {"ContentEncoding": asked["encoding"]} if asked.get("encoding") else {}
    s3.put_object(Bucket="rules.test", Key=asked["key"], Body=base64.b64decode(asked["body"]), **encoding)
    print("done", flush=True)
server.stop()
