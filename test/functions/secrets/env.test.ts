import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createEnvSecrets, followEnvFile, readEnvFile, secretVariable } from '../../../functions/secrets/env.ts';

const folder = mkdtempSync(join(tmpdir(), 'probewright-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['shop/password', 'PROBEWRIGHT_SECRET_SHOP_PASSWORD'],
  ['api-token.v2', 'PROBEWRIGHT_SECRET_API_TOKEN_V2'],
])('the secret %s is in the variable %s', (name, variable) => {
  expect(secretVariable(name)).toBe(variable);
});

test('the environment wins over the .env file, and an empty variable is one that is not set', async () => {
  const file = join(folder, '.env');
  writeFileSync(
    file,
    '# of the shop\nPROBEWRIGHT_SECRET_A="from # file"\nPROBEWRIGHT_SECRET_B=file\nPROBEWRIGHT_SECRET_C=file\n',
  );
  const secrets = createEnvSecrets(
    { PROBEWRIGHT_SECRET_B: 'environment', PROBEWRIGHT_SECRET_C: '' },
    readEnvFile(file),
  );
  expect([await secrets('a'), await secrets('b'), await secrets('c')]).toEqual(['from # file', 'environment', 'file']);
});

test('`PW5005`: a secret that is nowhere is a fault that names the variable to set', async () => {
  const secrets = createEnvSecrets({}, readEnvFile(join(folder, 'missing.env')));
  await expect(secrets('shop/password')).rejects.toMatchObject({
    code: 'PW5005',
    message: expect.stringContaining('PROBEWRIGHT_SECRET_SHOP_PASSWORD'),
  });
});

test('a .env that is made, saved and deleted while we run is heeded at the next look-up', async () => {
  const file = join(folder, 'later.env');
  const secrets = createEnvSecrets({}, followEnvFile(file));
  await expect(secrets('a')).rejects.toMatchObject({ code: 'PW5005' });
  writeFileSync(file, 'PROBEWRIGHT_SECRET_A=first\n');
  expect(await secrets('a')).toBe('first');
  writeFileSync(file, 'PROBEWRIGHT_SECRET_A=again\n');
  expect(await secrets('a')).toBe('again');
  rmSync(file);
  await expect(secrets('a')).rejects.toMatchObject({ code: 'PW5005' });
  mkdirSync(file);
  await expect(secrets('a')).rejects.toThrow(/EISDIR/);
  await expect(secrets('a')).rejects.toThrow(/EISDIR/);
});

test('a .env that is there and cannot be read is told, not passed over', () => {
  expect(() => readEnvFile(folder)).toThrow(/EISDIR/);
});
