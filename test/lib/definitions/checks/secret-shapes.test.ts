import { describe, expect, test } from 'vitest';
import {
  isSecretHeader,
  isSecretName,
  looksRandom,
  tokenIn,
} from '../../../../lib/definitions/checks/secret-shapes.ts';

describe('tokens are known by their looks', () => {
  test.each([
    [`AKIA${'IOSFODNN7EXAMPLE'}`, 'an AWS access key'],
    [`ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`, 'a GitHub token'],
    [`xoxb-${'1234567890-abcdefghij'}`, 'a Slack token'],
    [`Bearer eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjM0NTY3ODkwIn0'}.c2lnbmF0dXJl`, 'a JSON web token'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'a private key'],
  ])('%s', (text, what) => {
    expect(tokenIn(text)).toBe(what);
  });
  test.each(['shop-front', 'https://shop.example/ghp_notatoken', '-----BEGIN CERTIFICATE-----', 'sha256-AKIA'])(
    '%s is none',
    (text) => {
      expect(tokenIn(text)).toBeUndefined();
    },
  );
});

test.each(['password', 'user_password', 'clientSecret', 'api-key', 'apiKey', 'access_token', 'token', 'PASSWD'])(
  'a field named %s holds a secret',
  (name) => {
    expect(isSecretName(name)).toBe(true);
  },
);
test.each(['passwords_enabled', 'token_type', 'secretary', 'keyboard', 'username', 'monkey'])(
  'a field named %s does not',
  (name) => {
    expect(isSecretName(name)).toBe(false);
  },
);

test.each([
  ['Authorization', 'x', true],
  ['X-Api-Key', 'x', true],
  ['Cookie', 'consent=yes', false],
  ['Cookie', 'consent=yes; session_id=1', true],
  ['Cookie', 'a=9f86d081884c7d659a2feaa0c55ad015', true],
  ['Accept', 'text/html', false],
  ['X-Shop-Token', 'none', false],
  ['X-Shop-Token', '9f86d081884c7d65', true],
])('the header %s: %s carries a secret: %s', (name, value, secret) => {
  expect(isSecretHeader(name, value)).toBe(secret);
});

test.each(['hunter2Hunter3', '9f86d081884c7d65', 'c2VjcmV0LXZhbHVlLTEyMw=='])('%s looks made by a machine', (text) => {
  expect(looksRandom(text)).toBe(true);
});
test.each(['bearer', 'none', 'aaaaaaaaaaaa1', 'a longer sentence 12', 'application'])('%s does not', (text) => {
  expect(looksRandom(text)).toBe(false);
});
