import { closest } from '../../model/closest.ts';
import { nearest, originOf } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { AWS_REGIONS } from './aws-regions.ts';
import { report, type Section } from './section.ts';

/** Reports a region that is none. */
export function badRegion(section: Section, region: string, path: ValuePath): void {
  if (AWS_REGIONS.includes(region)) return;
  const didYouMean = closest(region, AWS_REGIONS);
  const { line } = originOf(nearest(section.tree, path).tree.site);
  const corrected = didYouMean && line?.includes(region) ? line.replace(region, didYouMean) : undefined;
  const isName = typeof path.at(-1) === 'number';
  report(section, 'PW2006', path, {
    message: `«${region}» is no AWS region.`,
    given: region,
    allowed: AWS_REGIONS.join(', '),
    ...(didYouMean && { didYouMean }),
    ...(corrected && { corrected }),
    remedy: didYouMean
      ? `Write ${didYouMean}.`
      : isName
        ? `A machine of your own is { name: '${region}' }.`
        : 'Name a region of AWS.',
  });
}
