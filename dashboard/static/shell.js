"use strict";
// What Streamlit's page lacks: where its server is, French words, a few accessibility repairs, a history of pages.
(() => {
  const base = new URL("..", document.currentScript.src).href;

  // Known beforehand, the server is reached at once, without two requests that fail below any address but the root.
  window.__streamlit = {
    BACKEND_BASE_URL: base,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  };

  // Every list of a page writes its choice into the address, and Streamlit adds an entry to the history for each:
  // "Back" would undo them one by one. An entry is a page; it holds the choices the page was left with.
  const push = history.pushState;
  history.pushState = (state, unused, url) => {
    const stays = new URL(url ?? location.href, location.href).pathname === location.pathname;
    (stays ? history.replaceState : push).call(history, state, unused, url);
  };

  // Words that Streamlit writes itself and gives no setting for: English, French.
  const WORDS = [
    ["Add files", "Ajouter des fichiers"],
    ["Add row", "Ajouter une ligne"],
    ["App pages", "Pages"],
    ["Cancel", "Annuler"],
    ["Choose a date", "Choisir une date"],
    ["Choose an option", "Choisir"],
    ["Choose options", "Choisir"],
    ["Clear all", "Tout effacer"],
    ["Clear date", "Effacer la date"],
    ["Clear dates", "Effacer les dates"],
    ["Clear selection", "Effacer la sélection"],
    ["Clear value", "Effacer la valeur"],
    ["Close", "Fermer"],
    ["Close Search", "Fermer la recherche"],
    ["Close fullscreen", "Quitter le plein écran"],
    ["Column visibility", "Colonnes affichées"],
    ["Connection error", "Connexion perdue"],
    ["Copied", "Copié"],
    ["Copied!", "Copié"],
    ["Copy", "Copier"],
    ["Copy column name", "Copier le nom de la colonne"],
    ["Copy to clipboard", "Copier"],
    ["Dataframe column menu", "Menu de la colonne"],
    ["Decrement", "Diminuer"],
    ["Delete", "Supprimer"],
    ["Delete row(s)", "Supprimer les lignes"],
    ["Download as CSV", "Télécharger en CSV"],
    ["Drag and drop a file here", "Déposer un fichier ici"],
    ["Drag and drop files here", "Déposer des fichiers ici"],
    ["Error deleting file", "Le fichier n'a pas pu être retiré"],
    ["Error uploading file", "Le fichier n'a pas pu être déposé"],
    ["Fullscreen", "Plein écran"],
    ["Hide column", "Masquer la colonne"],
    ["Increment", "Augmenter"],
    ["Link to heading", "Lien vers ce titre"],
    ["Loading...", "Chargement…"],
    ["Next Result", "Résultat suivant"],
    ["No options", "Aucun choix"],
    ["No options to select", "Aucun choix"],
    ["No results", "Aucun résultat"],
    ["Open", "Ouvrir"],
    ["Page not found", "Page introuvable"],
    ["Pin column", "Figer la colonne"],
    ["Press Enter to apply", "Entrée pour valider"],
    ["Press Enter to submit form", "Entrée pour envoyer"],
    ["Press Ctrl+Enter to apply", "Ctrl+Entrée pour valider"],
    ["Press Ctrl+Enter to submit form", "Ctrl+Entrée pour envoyer"],
    ["Previous Result", "Résultat précédent"],
    ["Running...", "Calcul en cours…"],
    ["Search", "Rechercher"],
    ["Select all", "Tout choisir"],
    ["Show/hide columns", "Choisir les colonnes"],
    ["Skip to main content", "Aller au contenu principal"],
    ["Sort ascending", "Trier par ordre croissant"],
    ["Sort descending", "Trier par ordre décroissant"],
    ["Stop", "Arrêter"],
    ["Stopping...", "Arrêt en cours…"],
    ["Unpin column", "Libérer la colonne"],
    ["Upload", "Déposer"],
    ["Upload failed", "Le dépôt a échoué"],
    ["Autosize", "Ajuster la largeur"],
    ["Failed to generate file for download", "Ce fichier n'a pas pu être préparé : la page dira pourquoi."],
    ["Format", "Présentation"],
    ["Statistics", "Statistiques"],
    [
      "The page that you have requested does not seem to exist. Running the app's main page.",
      "Cette page n'existe pas. Voici la page d'accueil.",
    ],
    [
      "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:",
      "Le serveur ne répond plus. S'il a été arrêté, le relancer :",
    ],
  ];
  // Words with a part of their own: the English form, the French form, in both directions.
  const PHRASES = [
    [/^(\S+)\s?MB per file(?: • (.+))?$/, (_, size, types) => `${size} Mo par fichier${types ? ` • ${types}` : ""}`],
    [/^(\d+)\.(\d)(|K|M)B$/, (_, units, tenths, scale) => `${units},${tenths} ${scale.replace("K", "k")}o`],
    [/^Remove (.+)$/, (_, name) => `Retirer ${name}`],
    [/^Cancel upload of (.+)$/, (_, name) => `Annuler le dépôt de ${name}`],
    [/^(.+) must be (\S+)MB or smaller\.$/, (_, name, size) => `${name} doit peser ${size} Mo au plus.`],
    [/^(\S+) files? (?:are|is) not allowed\.$/, (_, type) => `Les fichiers ${type} ne sont pas admis.`],
    [/^This app has encountered an error\.[^]*$/, () => "Une erreur est survenue. Elle est notée au journal du serveur."],
    [/^Help for (.+)$/, (_, name) => `Aide : ${name}`],
    [/^([A-Z][^:]*): (.+)$/, (text, word, name) => (IN.fr.has(word) ? `${IN.fr.get(word)} : ${name}` : text)],
  ];
  const PLACES = ["aria-label", "placeholder", "title", "aria-valuetext", "alt"];
  // What a person or a page wrote is never a word of Streamlit's, even where it reads the same; those of the uploader and of errors are.
  const OURS = "[data-testid=stMarkdownContainer], [data-testid=stText], [data-testid=stTable], [data-testid=stPlotlyChart]";
  // Most of a page's nodes, none of them with a word of Streamlit's.
  const QUIET = "[data-testid=stPlotlyChart], table.figures";
  const THEIRS = "[data-testid=stFileUploaderDropzone], [data-testid=stException]";

  const IN = {
    fr: new Map(WORDS),
    en: new Map(WORDS.map(([english, french]) => [french, english])),
  };
  let language = document.documentElement.lang;

  function translate(text) {
    const word = text.trim();
    const known = IN[language].get(word);
    if (known !== undefined) return text.replace(word, () => known);
    if (language !== "fr") return text;
    const phrase = PHRASES.find(([english]) => english.test(word));
    return phrase ? word.replace(...phrase) : text;
  }

  function translateText(node) {
    const parent = node.parentElement;
    if (parent?.closest(OURS) && !parent.closest(THEIRS)) return;
    const translated = translate(node.data);
    if (translated !== node.data) node.data = translated;
  }

  function translateAttributes(element) {
    for (const place of PLACES) {
      const text = element.getAttribute(place);
      if (text === null) continue;
      const translated = translate(text);
      if (translated !== text) element.setAttribute(place, translated);
    }
  }

  // Streamlit's sectioned navigation nests its lists wrongly.
  function repair(element) {
    if (element.matches("[data-testid=stSidebarNavItems], [data-testid=stSidebarNavItems] li")) {
      element.setAttribute("role", "presentation");
    }
  }

  function visit(root) {
    const element = root.nodeType === Node.TEXT_NODE ? root.parentElement : root;
    if (element?.closest?.(QUIET)) return;
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node.nodeType === Node.ELEMENT_NODE && node.matches(QUIET) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else {
        translateAttributes(node);
        repair(node);
      }
    }
  }

  // The switch changes the address without loading the document again.
  function followLanguage() {
    const asked = new URLSearchParams(location.search).get("lang");
    const now = asked in IN ? asked : "fr";
    if (now === language) return;
    language = document.documentElement.lang = now;
    visit(document.body);
  }

  new MutationObserver((changes) => {
    followLanguage();
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") translateAttributes(target);
      else if (type === "characterData") translateText(target);
      else addedNodes.forEach(visit);
    }
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: PLACES,
  });

  // Streamlit reruns on "r" and clears caches on "c", typed anywhere: a trap for speech input and stray keys.
  // Heard before Streamlit's own listener; fields, lists and grids use letters for themselves.
  addEventListener(
    "keydown",
    (event) => {
      const using = event.target.closest?.("input, textarea, select, canvas, [contenteditable=true], [role=listbox], [role=grid]");
      const shortcut = ["r", "c"].includes(event.key.toLowerCase());
      if (shortcut && !using && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopImmediatePropagation();
    },
    true,
  );
})();
