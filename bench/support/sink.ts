// Takes all that is sent to it and says that it wrote it, in a process of its own; prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    // More than any request holds: the sender counts what it sent.
    response.writeHead(204, { 'x-prometheus-remote-write-samples-written': '999999999' }).end();
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
