import { sweep } from '../../functions/journal/sweep.ts';
import { createSignedObjects } from '../../functions/objects/signed-objects.ts';

// A sweep in a process of its own that dies when it has put so many objects into the hub, before anything else can happen.
const [endpoint = '', region = '', spillName = '', hubName = '', most = ''] = process.argv.slice(2);
const credentials = () => ({ accessKeyId: 'test', secretAccessKey: 'test' });
const bucket = (name: string) => createSignedObjects({ bucket: name, region, endpoint, credentials });
const hub = bucket(hubName);
let puts = 0;

const swept = await sweep({
  spill: bucket(spillName),
  hub: {
    ...hub,
    async put(...args) {
      const became = await hub.put(...args);
      puts += 1;
      if (puts >= Number(most)) process.kill(process.pid, 'SIGKILL');
      return became;
    },
  },
  signal: new AbortController().signal,
});
console.log(JSON.stringify(swept));
