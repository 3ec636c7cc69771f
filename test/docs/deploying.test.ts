import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/deploying.md', 'utf8');
const policies = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text = '']) =>
    JSON.parse(text) as { readonly Statement: readonly { readonly Action: string | readonly string[] }[] },
);
const actionsOf = (policy: (typeof policies)[number] | undefined) =>
  (policy?.Statement ?? []).flatMap(({ Action }) => Action);

/** Every `service:Action` that the doctor's checks name when they may not ask. */
function actionsOfDoctor(): string[] {
  const files = readdirSync('bin/doctor').filter((file) =>
    /^check-(bootstrap|concurrency|secrets|stacks)\.ts$/.test(file),
  );
  expect(files).toHaveLength(4);
  const texts = files.map((file) => readFileSync(`bin/doctor/${file}`, 'utf8')).join('\n');
  return [...new Set(texts.match(/\b(?:ssm|lambda|cloudformation|s3):[A-Z]\w+/g))];
}

test('the policies to paste are JSON: trust, plans, deploys', () => {
  expect(policies.map((policy) => actionsOf(policy)[0])).toEqual([
    'sts:AssumeRoleWithWebIdentity',
    'cloudformation:DescribeStacks',
    'sts:AssumeRole',
  ]);
});

test("the role of deploys may ask what doctor asks, and doctor's table names it", () => {
  const asked = actionsOfDoctor();
  expect(asked.length).toBeGreaterThanOrEqual(5);
  expect(actionsOf(policies[2])).toEqual(expect.arrayContaining(asked));
  for (const action of asked) expect(page.split('Exit codes')[0]).toContain(`\`${action}\``);
});

test('the role of plans may read only', () => {
  for (const action of actionsOf(policies[1])) expect(action).toMatch(/:(Get|Describe|List)/);
});
