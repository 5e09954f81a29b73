export const isHeadless = process.env.TILESCOPE_HEADLESS === '1';

/** As root there is no sandbox; --test-type hides Chromium's banner about that. */
const ROOT_FLAGS = ['--no-sandbox', '--test-type'];

/** A window of an application has no first run, no account, no extensions and nothing to fetch. */
const APPLICATION_FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-service-autorun',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-extensions-with-background-pages',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-field-trial-config',
  '--disable-infobars',
  '--disable-search-engine-choice-screen',
  '--disable-sync',
  '--metrics-recording-only',
  '--password-store=basic',
  '--use-mock-keychain',
];

/** Pages measure and draw while other windows cover them, as Electron's do that present. */
const UNTHROTTLED_FLAGS = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-hang-monitor',
  '--disable-ipc-flooding-protection',
  '--disable-renderer-backgrounding',
];

const DRAWING_FLAGS = [
  '--disable-back-forward-cache',
  // Containers have little of it.
  '--disable-dev-shm-usage',
  // Each paint is shown at once, and a page's requests are its own.
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints,PaintHolding,Translate,WebUIOmniboxAimPopup,WebUIOmniboxPopup',
  '--disable-gpu',
  '--disable-quic',
  '--force-color-profile=srgb',
];

/** A page without a screen looks as one with a mouse does. */
const HEADLESS_FLAGS = [
  '--headless',
  '--hide-scrollbars',
  '--mute-audio',
  '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
];

/** The parameters of a Chromium that shows the application with a profile folder, and is told what to do over a pipe. */
export function launchFlags(profile: string): string[] {
  const port = process.env.TILESCOPE_DEVTOOLS_PORT;
  return [
    ...(process.getuid?.() === 0 ? ROOT_FLAGS : []),
    ...APPLICATION_FLAGS,
    ...UNTHROTTLED_FLAGS,
    ...DRAWING_FLAGS,
    ...(isHeadless ? HEADLESS_FLAGS : []),
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    ...(port ? [`--remote-debugging-port=${port}`] : []),
    '--window-size=1440,900',
    isHeadless ? 'about:blank' : '--app=data:text/html,',
  ];
}
