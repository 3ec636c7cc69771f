import { callPlace, PLACE } from './call-place.ts';
import type { ConfigOptions } from './config-options.ts';

/** Marks what `defineConfig` returned. */
export const CONFIG = Symbol.for('probewright.config');

/**
 * The configuration of an installation: where probes run, and how. The default export of `probewright.config.ts`.
 * @example export default defineConfig({ id: 'probewright', locations: ['eu-west-1', 'us-east-1'] });
 */
export function defineConfig(options: ConfigOptions): ConfigOptions {
  const place = callPlace();
  return { ...options, [CONFIG]: true, ...(place && { [PLACE]: place }) } as ConfigOptions;
}
