import { defineConfig } from '@playwright/test'
import { BROWSER } from './support/browser.ts'
import { CITY } from './support/city.ts'

/**
 * Against a city that really runs: `./wangge test` makes one of its own and says where it is. By hand, against
 * yours: `WANGGE_ADDRESS=http://127.0.0.1:8000 WANGGE_VAR=$PWD/../../var npx playwright test`.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: './test-results',
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JUNIT_OUTPUT_FILE ? [['list'], ['junit']] : 'list',
  use: {
    ...BROWSER,
    baseURL: CITY.address,
    actionTimeout: 20_000,
    navigationTimeout: 20_000,
    // Takes time, and goes with the folder of the run: `npx playwright test --trace=on` for one that fails.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
