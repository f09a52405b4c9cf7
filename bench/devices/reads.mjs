/** What is read: a name, and how request number `count` is made. */
export function readsOf(devices) {
  const any = (count) => 1 + ((count * 7_919) % devices);
  const address = (i) => `10.${Math.floor(i / 65_536)}.${Math.floor(i / 256) % 256}.${i % 256}`;
  const partition = (i) => ['default', 'site-a', 'site-b'][i % 3];
  const idOf = (i) => encodeURIComponent(`${partition(i)}:${address(i)}`);
  /** Every fiftieth device is hidden. */
  const shown = (count) => any(count) + (any(count) % 50 === 0 ? 1 : 0);
  const get = (path) => () => ({ path });
  return [
    ['list, newest first', get('/api/devices?limit=100')],
    ['list by cursor, page after page', cursorWalk('/api/devices?limit=100')],
    ['list, page 500 of 100', get('/api/devices?limit=100&page=500')],
    ['list, 1,000 a page', get('/api/devices?limit=1000')],
    ['list, offline', get('/api/devices?limit=100&status=offline')],
    ['list, unknown', get('/api/devices?limit=100&status=unknown')],
    ['list, one partition', get('/api/devices?limit=100&partition=site-a')],
    ['list, one type', get('/api/devices?limit=100&type=printer')],
    ['list, one source', get('/api/devices?limit=100&source=armis')],
    ['list, a source that is not there', get('/api/devices?limit=100&source=nowhere')],
    ['list, one tag', get('/api/devices?limit=100&tag=core')],
    ['list by hostname', get('/api/devices?limit=100&sort=hostname')],
    ['list by hostname, backwards', get('/api/devices?limit=100&sort=-hostname')],
    ['list by address', get('/api/devices?limit=100&sort=ip')],
    ['list by first_seen, page 300', get('/api/devices?limit=100&sort=first_seen&page=300')],
    ['list by last_seen, oldest first', get('/api/devices?limit=100&sort=last_seen')],
    ['list, merged=true', get('/api/devices?limit=100&merged=true')],
    ['search, one device by name', (n) => ({ path: `/api/devices?search=-${shown(n)}.site` })],
    ['search, an address', (n) => ({ path: `/api/devices?search=${address(any(n))}` })],
    ['search, a MAC without separators', (n) => ({ path: `/api/devices?search=${macOf(any(n))}` })],
    ['search, a part that 2,000 have', get('/api/devices?search=site7.example')],
    ['search, a part that all have', get('/api/devices?search=example')],
    ['search, the same by hostname', get('/api/devices?search=example&sort=hostname')],
    ['search, nothing found', get('/api/devices?search=nobodyhasthis')],
    ['search, two letters', get('/api/devices?search=q7')],
    ['search, a network of 256', get('/api/devices?search=10.0.77.0/24')],
    ['search, a network of all', get('/api/devices?search=10.0.0.0/8')],
    ['search, an odd network', get('/api/devices?search=10.0.64.0/19')],
    [
      'search by POST, with a capability',
      post('/api/devices/search', { filters: { search: 'server', capability: 'snmp' } }),
    ],
    ['get', (n) => ({ path: `/api/devices/${idOf(shown(n))}` })],
    ['get by address', (n) => ({ path: `/api/devices?ip=${address(shown(n))}` })],
    ['explain', (n) => ({ path: `/api/devices/${idOf(shown(n))}/explain` })],
    ['changes', (n) => ({ path: `/api/devices/${idOf(shown(n))}/changes` })],
    [
      'batch of 100',
      (n) =>
        post('/api/devices/batch', {
          ids: Array.from({ length: 100 }, (_, i) => decodeURIComponent(idOf(shown(n + i)))),
        })(),
    ],
    ['statistics', get('/api/stats')],
  ];
}

const macOf = (i) => i.toString(16).padStart(12, '02');

const post = (path, body) => () => ({
  path,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Each request goes on where the answer before ended. */
function cursorWalk(path) {
  let cursor = null;
  return () => ({
    path: cursor === null ? path : `${path}&cursor=${cursor}`,
    next: (answer) => {
      cursor = answer.headers.get('x-next-cursor');
    },
  });
}
