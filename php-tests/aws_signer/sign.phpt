--TEST--
Aws\Signer signs with the environment's credentials; they are in no dump, and what is missing is said
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Aws\Signer;
use function Peregrine\run;

foreach (['HOME=/nonexistent', 'AWS_EC2_METADATA_DISABLED=true', 'AWS_ACCESS_KEY_ID=AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY=S3CRET', 'AWS_SESSION_TOKEN=token', 'AWS_ENDPOINT_URL_S3=http://127.0.0.1:1'] as $set) {
    putenv($set);
}
run(function () {
    $signer = new Signer('s3', 'eu-central-1');
    $fields = $signer->sign('GET', 'https://bucket.s3.eu-central-1.amazonaws.com/a%20b?versionId=1', ['If-None-Match' => '"x"']);
    echo implode(' ', array_keys($fields)), "\n";
    $pattern = '~^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\d{8}/eu-central-1/s3/aws4_request, '
        . 'SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$~';
    var_dump(preg_match($pattern, $fields['authorization']), $fields['x-amz-security-token'], $signer->region(), $signer->endpoint());
    var_dump((new Signer('sqs'))->endpoint());
    ob_start();
    var_dump($signer);
    print_r($signer);
    var_export($signer);
    var_dump(str_contains(ob_get_clean(), 'S3CRET'));
    putenv('AWS_ACCESS_KEY_ID=');
    foreach ([
        fn() => new Signer('S 3'),
        fn() => $signer->sign('GET', 'ftp://x/'),
        fn() => $signer->sign('GET', 'http://x/', ['a' => []]),
        fn() => $signer->sign('GET', 'http://x/'),
        fn() => (new Signer('s3'))->region(),
        fn() => (new Signer('s3', 'x', 'none'))->sign('GET', 'http://x/'),
    ] as $wrong) {
        try {
            $wrong();
        } catch (Throwable $e) {
            echo $e::class, ': ', $e->getMessage(), "\n";
        }
    }
});
try {
    (new Signer('s3', 'x'))->sign('GET', 'http://x/');
} catch (Peregrine\Error $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECTF--
x-amz-date x-amz-content-sha256 x-amz-security-token authorization
int(1)
string(5) "token"
string(12) "eu-central-1"
string(18) "http://127.0.0.1:1"
NULL
bool(false)
ValueError: %smust be the name of a service, such as s3
ValueError: %sis no URL that can be asked: it begins with http:// or https://
ValueError: %smust be header fields: strings by name
Peregrine\Exception: no AWS credentials: AWS_ACCESS_KEY_ID is not set; %s
Peregrine\Exception: the AWS region is not known; set AWS_REGION
Peregrine\Exception: AWS profile "none": it is not there, or has no credentials
%sinside a coroutine%s
