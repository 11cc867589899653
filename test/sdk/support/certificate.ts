import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * A certificate for localhost that signed itself, until 2126. It is the authority, the server and
 * the client at once. Made with `openssl req -x509 -newkey ec`.
 */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUZFyhcKduo1Vrz82I7kZ80Xic9vUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA0MzMyOFoYDzIxMjYxMDMw
MDQzMzI4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQpVyQG1WnJx2B1qg3Aa0bw5+tGvubfLsaZrizJtxZOEY4fNoS2nDRj
hMjqf1CMT71UThaE52NH1zVHIK3/JA9Zo28wbTAdBgNVHQ4EFgQUSo2dTWjYOQkV
orxfe64HCswDEE8wHwYDVR0jBBgwFoAUSo2dTWjYOQkVorxfe64HCswDEE8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAPPB62Z7rGsQolaKWf+hzq1R8wehUaOfLikfHjcOeA7QAiEA
n9cXHAlwC2CPNs+XW4HgaOdMuXn53yqi/5w6/FlSLJk=
-----END CERTIFICATE-----`;

/** The same, out of date since November 2026. */
export const expiredCertificate = `-----BEGIN CERTIFICATE-----
MIIBIzCByQIUS+BVsmOYyJH0ypoA1MfNJbKQ3/AwCgYIKoZIzj0EAwIwFDESMBAG
A1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyMzA1NTA1OVoXDTI2MTEyMjA1NTA1OVow
FDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
KVckBtVpycdgdaoNwGtG8OfrRr7m3y7Gma4sybcWThGOHzaEtpw0Y4TI6n9QjE+9
VE4WhOdjR9c1RyCt/yQPWTAKBggqhkjOPQQDAgNJADBGAiEArbcqlTBfrNvgeQ9o
kXUUQ/rQRnkmMM5dZ3UViuYfoL0CIQDrh5USSSPljUSxmcQS5LFmeagaX0VIcWg1
L0ecwgZNmg==
-----END CERTIFICATE-----`;

export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNiOhAc8m0Gm2kfbx
vCYQqa1Gnq7BIgRgDRekDKfqXpihRANCAAQpVyQG1WnJx2B1qg3Aa0bw5+tGvubf
LsaZrizJtxZOEY4fNoS2nDRjhMjqf1CMT71UThaE52NH1zVHIK3/JA9Z
-----END PRIVATE KEY-----`;

/** Writes both as PEM files. */
export async function writeCertificate(folder: string): Promise<{ cert: string; key: string }> {
  const files = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  await writeFile(files.cert, certificate);
  await writeFile(files.key, privateKey);
  return files;
}
