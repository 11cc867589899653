import { describe, expect, it } from 'vitest';
import { maskQuery } from '../../lib/redaction/mask-query.js';

describe('maskQuery()', () => {
  it.each([
    ['password=hunter2', 'password=REDACTED'],
    ['user=ann&password=hunter2&page=2', 'user=ann&password=REDACTED&page=2'],
    ['state=1&code=4/abc', 'state=1&code=REDACTED'],
    ['a=1&sig=x&b=2', 'a=1&sig=REDACTED&b=2'],
    ['page=2&auth=x', 'page=2&auth=REDACTED'],
    ['pass=x&pwd=y&passphrase=z', 'pass=REDACTED&pwd=REDACTED&passphrase=REDACTED'],
    ['user[password]=x&user%5Bpass%5D=y', 'user[password]=REDACTED&user%5Bpass%5D=REDACTED'],
    ['access_token=x&apiKey=y&api-key=z', 'access_token=REDACTED&apiKey=REDACTED&api-key=REDACTED'],
    ['X-Amz-Signature=x&X-Amz-Credential=y', 'X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED'],
    ['AWSAccessKeyId=x&client_secret=y', 'AWSAccessKeyId=REDACTED&client_secret=REDACTED'],
    ['p%61ssword=x', 'p%61ssword=REDACTED'],
    ['token=a=b=c', 'token=REDACTED'],
    ['token=x&token=y', 'token=REDACTED&token=REDACTED'],
  ])('masks the secrets of %s', (query, masked) => {
    expect(maskQuery(query)).toBe(masked);
  });

  it.each([
    '',
    'page=2&sort=name',
    'zipcode=1010&encoded=1&design=x&author',
    'passenger=ann&passport=n',
    'token',
    'q=%E0%A4%A',
    'note=password',
  ])('leaves %o as it is', (query) => {
    expect(maskQuery(query)).toBe(query);
  });
});
