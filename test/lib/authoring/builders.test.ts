import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../lib/authoring/call-place.ts';
import { builtProbes } from '../../../lib/authoring/registry.ts';
import {
  address,
  answer,
  body,
  certificate,
  defineConfig,
  dns,
  duration,
  flag,
  header,
  http,
  json,
  rcode,
  reason,
  secret,
  size,
  status,
  tcp,
  tls,
} from '../../../lib/index.ts';

const HERE = join(import.meta.dirname, 'builders.test.ts');

describe('expectations are plain data, the same as in YAML', () => {
  it.each([
    ['status', status('200-299', 304), { status: { in: ['200-299', 304] } }],
    ['a pattern', body.matches(/Welcome/i), { body: { matches: { pattern: 'Welcome', flags: 'i' } } }],
    ['a pattern without flags', body.matches(/a\/b/), { body: { matches: 'a/b' } }],
    ['a negation', body.not.contains('error'), { body: { not: { contains: 'error' } } }],
    ['a header', header('Content-Type').contains('json'), { header: { 'Content-Type': { contains: 'json' } } }],
    ['a JSON value', json('$.items').count({ atLeast: 1 }), { json: { '$.items': { count: { atLeast: 1 } } } }],
    ['a duration', duration.below('800ms').else('degraded'), { duration: { below: '800ms', else: 'degraded' } }],
    ['a phase', duration.of('connect').below('50ms'), { duration: { connect: { below: '50ms' } } }],
    [
      'a certificate',
      certificate.validFor('14d').else('degraded'),
      { certificate: { validFor: { atLeast: '14d', else: 'degraded' } } },
    ],
    [
      'a negation, softened',
      size.not.above('1MiB').else('degraded'),
      { size: { not: { above: '1MiB' }, else: 'degraded' } },
    ],
    ['an rcode', rcode('NXDOMAIN'), { rcode: { in: ['NXDOMAIN'] } }],
    ['records', answer.any.contains('192.0.2.1'), { answer: { any: { contains: '192.0.2.1' } } }],
    ['a flag', flag('aa'), { flag: { aa: { equals: true } } }],
    ['a failure', reason('connect_refused'), { reason: { in: ['connect_refused'] } }],
    ['TLS', tls.version.equals('TLS 1.3'), { tls: { version: { equals: 'TLS 1.3' } } }],
    ['an address', address.equals('192.0.2.1'), { address: { equals: '192.0.2.1' } }],
  ])('%s', (_title, built, data) => {
    expect(JSON.parse(JSON.stringify(built))).toEqual(data);
  });
});

describe('builders', () => {
  it('return what was given with name and kind, and leave a place that JSON does not see and a spread copies', () => {
    const probe = http('front', { target: 'https://shop.example/', expect: [status(200)] });
    expect(JSON.parse(JSON.stringify(probe))).toEqual({
      name: 'front',
      kind: 'http',
      target: 'https://shop.example/',
      expect: [{ status: { in: [200] } }],
    });
    expect(placeOf(probe)).toMatchObject({
      file: expect.stringContaining(HERE),
      line: expect.any(Number),
      column: expect.any(Number),
    });
    expect(placeOf({ ...probe, name: 'copy' })).toBe(placeOf(probe));
  });

  it('are known to the registry, in their order', () => {
    const before = builtProbes().length;
    const made = [
      tcp('a', { target: 'h:1' }),
      tls('b', { target: 'h:1' }),
      dns('c', { target: '192.0.2.53', dns: { query: 'h.example' } }),
    ];
    expect(builtProbes().slice(before)).toEqual(made);
    expect(made.map(({ kind }) => kind)).toEqual(['tcp', 'tls', 'dns']);
  });

  it('know the place of each expectation, which a softened one keeps', () => {
    const plain = body.contains('a');
    expect(placeOf(plain.else('degraded'))).toBe(placeOf(plain));
    expect(placeOf(plain)?.file).toContain(HERE);
  });

  it('write a secret by reference, and a configuration as it was given', () => {
    expect(secret('shop/token')).toBe('${secret:shop/token}');
    expect(JSON.parse(JSON.stringify(defineConfig({ id: 'shop', locations: ['eu-west-1'] })))).toEqual({
      id: 'shop',
      locations: ['eu-west-1'],
    });
  });
});
