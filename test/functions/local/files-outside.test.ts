import { expect, test } from 'vitest';
import { filesOutside } from '../../../functions/local/files-outside.ts';

test('files of a plan that stand in no definitions folder are found again by their names', () => {
  const files = ['probes/shop.probe.yaml', 'hosts.txt', '../common/defaults.ts', 'probewright.config.ts'];
  expect(filesOutside(files, ['/home/me/shop/probes'])).toEqual([
    '/home/me/shop/hosts.txt',
    '/home/me/common/defaults.ts',
    '/home/me/shop/probewright.config.ts',
  ]);
});
