import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { listenToNetwork, listenToPerson } from './data/index.ts';
import { listenToKeyboard } from './keys/index.ts';
import { followLinks } from './location/index.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/charts.css';
import './styles/tables.css';
import './styles/forms.css';
import './styles/access.css';
import './styles/registry.css';
import './styles/plain-table.css';
import './styles/pages.css';
import './styles/device.css';
import './styles/print.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
followLinks();
listenToKeyboard();
listenToNetwork();
listenToPerson();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
