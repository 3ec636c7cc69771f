import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { LocationState } from '../../../lib/cloud/location-state.ts';
import { ProbeLocation } from '../../../lib/cloud/probe-location.ts';
import { deploymentsOf } from '../../support/synthesised.ts';

async function shop() {
  const [example] = await deploymentsOf('one-region');
  const [deployment] = example?.locations ?? [];
  if (!example || !deployment) throw new Error('the example is gone');
  return { installation: example.installation, deployment };
}

test('a location stands in any stack of an app of one’s own, beside what is there', async () => {
  const props = await shop();
  const stack = new Stack(new App(), 'Monitoring', { env: { region: 'eu-west-1' } });
  new LocationState(stack, 'IrelandState', props);
  new ProbeLocation(stack, 'Ireland', props);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 2);
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    Name: '1m-00',
    GroupName: { Ref: Match.stringLikeRegexp('^Ireland') },
    Target: Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }),
  });
});

test('two installations stand in one stack', async () => {
  const { installation, deployment } = await shop();
  const stack = new Stack(new App(), 'Monitoring', { env: { region: 'eu-west-1' } });
  for (const id of ['one', 'two']) new ProbeLocation(stack, id, { installation: { ...installation, id }, deployment });
  const groups = Template.fromStack(stack).findResources('AWS::Scheduler::ScheduleGroup');
  const names = Object.values(groups).map(({ Properties }) => (Properties as { Name: string }).Name);
  expect(names).toEqual(['one-eu-west-1', 'two-eu-west-1']);
});
