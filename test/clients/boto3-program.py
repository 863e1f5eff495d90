"""Uses KMS through boto3 and prints what it found as JSON. The endpoint is its one argument, for versions that read none."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

endpoint = sys.argv[1]
kms = boto3.client("kms", endpoint_url=endpoint)
sts = boto3.client("sts", endpoint_url=endpoint)
found = {"account": sts.get_caller_identity()["Account"]}

key = kms.create_key(Description="from python", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]["Arn"]
context = {"tenant": "t1"}
sealed = kms.encrypt(KeyId=key, Plaintext=b"from python", EncryptionContext=context)
opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=context)
found["decrypted"] = opened["Plaintext"].decode()
try:
    kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])
except kms.exceptions.InvalidCiphertextException as error:
    found["error"] = error.response["Error"]["Code"]
    found["status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]

signing = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
signed = {"KeyId": signing, "Message": b"from python", "SigningAlgorithm": "RSASSA_PSS_SHA_512"}
signature = kms.sign(**signed)["Signature"]
found["signature"] = kms.verify(**signed, Signature=signature)["SignatureValid"]

hmac = kms.create_key(KeySpec="HMAC_384", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
authenticated = {"KeyId": hmac, "Message": b"from python", "MacAlgorithm": "HMAC_SHA_384"}
found["mac"] = kms.verify_mac(**authenticated, Mac=kms.generate_mac(**authenticated)["Mac"])["MacValid"]

root = f"arn:aws:iam::{found['account']}:root"
grants = [
    kms.create_grant(KeyId=key, GranteePrincipal=root, RetiringPrincipal=root, Operations=["Decrypt"])
    for _ in range(55)
]
pages = kms.get_paginator("list_grants").paginate(KeyId=key, PaginationConfig={"PageSize": 20})
found["grants"] = len({grant["GrantId"] for page in pages for grant in page["Grants"]})
kms.revoke_grant(KeyId=key, GrantId=grants[0]["GrantId"])
try:
    kms.retire_grant(KeyId=key, GrantId=grants[0]["GrantId"])
except ClientError as error:
    found["retired"] = error.response["Error"]["Code"]

for number in range(30):
    kms.create_alias(AliasName=f"alias/first/{number}", TargetKeyId=key)
    kms.create_alias(AliasName=f"alias/second/{number}", TargetKeyId=signing)
aliases = [alias for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]]
found["aliases"] = len([alias for alias in aliases if not alias["AliasName"].startswith("alias/aws/")])

print(json.dumps(found))
