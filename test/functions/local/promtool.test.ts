import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createRunnerMetrics } from '../../../functions/local/runner-metrics.ts';
import { toolPath } from '../../../tools/install.ts';

test("promtool check metrics finds nothing to say about the runner's own metrics", async () => {
  const metrics = createRunnerMetrics();
  const input = await metrics.text({ bytes: 0, segments: 0, batches: 0, plans: 0 }, 0);
  metrics.close();
  const checked = spawnSync(toolPath('promtool'), ['check', 'metrics'], { input, encoding: 'utf8' });
  expect({ status: checked.status, said: checked.stdout + checked.stderr }).toEqual({ status: 0, said: '' });
});
