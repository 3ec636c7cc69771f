import { defineConfig } from 'probewright';

export default defineConfig({
  id: 'monitoring',
  account: '111122223333',
  hub: { region: 'eu-central-1' },
  locations: [
    'eu-central-1',
    // Opt-in: «probewright doctor» says whether the account has it enabled.
    'af-south-1',
    { name: 'customers', region: 'us-east-1', account: '444455556666' },
    // One address each zone, for targets that let known addresses in only.
    { name: 'partners', region: 'eu-west-1', egress: 'static' },
    {
      name: 'office',
      region: 'eu-central-1',
      vpc: 'vpc-0a1b2c3d4e5f60718',
      subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60719'],
      securityGroups: ['sg-0a1b2c3d4e5f60718'],
      control: 'https://intranet.example/',
    },
    {
      name: 'warehouse',
      region: 'us-west-2',
      vpc: 'vpc-0f1e2d3c4b5a69788',
      subnets: ['subnet-0f1e2d3c4b5a69788', 'subnet-0f1e2d3c4b5a69789'],
      routeTables: ['rtb-0f1e2d3c4b5a69788'],
      reservedConcurrency: 4,
      memory: 512,
    },
  ],
  delivery: {
    mode: 'direct',
    remoteWrite: {
      url: 'https://mimir.example.com/api/v1/push',
      auth: { bearer: '${secret:mimir/token}' },
      headers: { 'X-Scope-OrgID': 'monitoring' },
    },
  },
  roles: { permissionsBoundary: 'workload-boundary', path: '/monitoring/', prefix: 'wl-' },
  bootstrapQualifier: 'corp',
  key: 'arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef',
  alarms: { topics: ['arn:aws:sns:eu-central-1:111122223333:oncall'] },
  tags: { owner: 'platform', 'data-class': 'internal' },
  budget: 200,
});
