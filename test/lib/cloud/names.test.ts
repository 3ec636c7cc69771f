import { describe, expect, test } from 'vitest';
import { journalBucket, nameOf, roleName, secretPath, spillBucket } from '../../../lib/cloud/names.ts';

const account = '123456789012';
const long = { id: 'a'.repeat(49) };

describe('names', () => {
  test('are plain: who knows the configuration knows where to look', () => {
    expect(journalBucket({ id: 'shop' }, account, 'eu-west-1')).toBe('shop-123456789012-eu-west-1');
    expect(spillBucket({ id: 'shop' }, account, 'office')).toBe('shop-spill-123456789012-office');
    expect(nameOf({ id: 'shop' }, 'eu-west-1', 'probes')).toBe('shop-eu-west-1-probes');
    expect(secretPath({ id: 'shop' })).toBe('/shop/');
  });

  test('are never longer than AWS takes, and stay different', () => {
    const place = 'b'.repeat(40);
    const buckets = [`${place.slice(1)}c`, place].map((one) => spillBucket(long, account, one));
    for (const name of buckets) expect(name).toMatch(/^[a-z0-9-]{3,63}$/);
    expect(new Set(buckets).size).toBe(2);
    expect(nameOf(long, place, 'probes').length).toBe(64);
    expect(roleName({ ...long, roles: { prefix: 'wl-' } }, place, 'probes')).toMatch(/^wl-a.{60}$/);
  });
});
