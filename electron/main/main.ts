// The start of the main process: what Electron has to know before it is ready. The application is loaded, and its store
// opened, while Electron starts.
import { setImmediate } from 'node:timers/promises';
import { app, protocol } from 'electron';
import { userDataFolder } from '../store/user-data.ts';
import { Arrivals, watchArrivals } from './arrivals.ts';
import { profileFolder } from './profile-folder.ts';
import { SCHEME } from './protocol.ts';

const userData = userDataFolder();

app.setName('Tilescope');
app.setPath('userData', profileFolder(userData));
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

const arrivals = new Arrivals();
watchArrivals(arrivals);
// Of one that is not packaged, the system would start Electron without its program.
if (app.isPackaged) app.setAsDefaultProtocolClient(SCHEME);

if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  // Electron starts first, on cores of its own: to load the application takes as long, on this one.
  await setImmediate();
  const { openApplication } = await import('./application.ts');
  await openApplication(userData, arrivals);
}
