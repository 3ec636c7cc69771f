import { expect, test } from 'vitest';
import { shownUrl } from '../../../functions/delivery/shown-url.ts';

test('a URL is shown without the values of its query, which may be keys', () => {
  expect(shownUrl('https://x.test/push?apikey=s3cret&tenant=a=b&bare')).toBe('https://x.test/push?apikey=…&tenant=…&…');
  expect(shownUrl('https://x.test/api/v1/write')).toBe('https://x.test/api/v1/write');
});
