import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PACKAGE_ROOT, readOwnManifest } from '../init/own-package.ts';
import type { Check } from './check.ts';

/** What a deploy needs beside this package, and where it is looked for: the CDK's command where it is called, its library from here. */
export function checkVersions(cwd: string, node: string = process.versions.node): readonly Check[] {
  const { dependencies, devDependencies } = readOwnManifest();
  return [
    checkNode(node, dependencies.node ?? ''),
    ...(['aws-cdk-lib', 'constructs', 'esbuild'] as const).map((name) =>
      checkPackage(name, devDependencies[name] ?? '', [PACKAGE_ROOT, cwd]),
    ),
    checkCli(devDependencies['aws-cdk'] ?? '', cwd),
  ];
}

function checkNode(node: string, wanted: string): Check {
  if (node.split('.')[0] === wanted.split('.')[0]) return { status: 'fine', words: `Node ${node}` };
  return {
    status: 'warning',
    words: `Node ${node} runs this; it is tested with ${wanted}, which the functions have, too.`,
    remedy: 'Allow the install script of the package «node» (allowScripts in package.json), and run npm install.',
  };
}

function checkPackage(name: string, tested: string, from: readonly string[]): Check {
  const version = versionOf(name, from);
  if (version !== undefined) return { status: 'fine', words: `${name} ${version}` };
  return missing(name, tested);
}

function checkCli(tested: string, cwd: string): Check {
  const version = versionOf('aws-cdk', [cwd, PACKAGE_ROOT]);
  if (version === undefined) return missing('aws-cdk', tested);
  if (version.startsWith('2.')) return { status: 'fine', words: `aws-cdk ${version}` };
  return {
    status: 'blocks',
    words: `aws-cdk ${version} cannot read what today's aws-cdk-lib writes; 3.0.0 is a stray publication of 2025.`,
    remedy: `npm install --save-dev --save-exact aws-cdk@${tested}`,
  };
}

function missing(name: string, tested: string): Check {
  return {
    status: 'blocks',
    words: `${name} is not installed.`,
    remedy: `npm install --save-dev --save-exact ${name}@${tested}`,
  };
}

/** By walking up, since a package need not export its package.json. */
function versionOf(name: string, from: readonly string[]): string | undefined {
  for (const folder of from) {
    const places = createRequire(join(folder, 'x.js')).resolve.paths(name) ?? [];
    const file = places.map((place) => join(place, name, 'package.json')).find(existsSync);
    if (file !== undefined) {
      return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
    }
  }
  return undefined;
}
