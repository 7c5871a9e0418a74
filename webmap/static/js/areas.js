// Villages and clusters shaded by their share of sites in time; a tap tells the share.
export async function showAreas(page, say) {
  const list = document.getElementById("areas");
  if (!list) return;
  const asked = list.dataset.areas;
  let shapes;
  try {
    const answer = await fetch(asked);
    if (!answer.ok) throw new Error(answer.status);
    shapes = await answer.json();
  } catch {
    say(page, page.options.words.failed);
    return;
  }
  if (asked !== list.dataset.areas) return;
  page.areas?.remove();
  page.map.getPane("areas") ?? Object.assign(page.map.createPane("areas").style, { zIndex: 150 });
  const { words } = page.options;
  page.areas = L.geoJSON(shapes, {
    pane: "areas",
    renderer: L.svg({ pane: "areas" }),
    interactive: false,
    style: ({ properties: { share, what } }) => ({
      color: what === "cluster" ? "#5a3e85" : "#4a5a55", weight: what === "cluster" ? 2 : 1, dashArray: what === "cluster" ? "4 3" : null,
      fillColor: colourOf(share), fillOpacity: share === null ? 0.5 : 0.62, className: share === null ? "area-none" : "area",
    }),
  }).addTo(page.map);
  if (page.tellArea) page.map.off("click", page.tellArea);
  page.tellArea = ({ latlng }) => {
    page.chosenAt = null;
    // A site under the finger answers first.
    setTimeout(() => { if (!page.chosenAt) tellArea(page, shapes, latlng, words); }, 0);
  };
  page.map.on("click", page.tellArea);
}

function tellArea(page, shapes, latlng, words) {
  const found = shapes.features.filter(({ geometry }) => holds(geometry, [latlng.lng, latlng.lat])).at(-1);
  if (!found) return;
  const { name, share, n } = found.properties;
  const line = document.createElement("span");
  line.textContent = share === null ? `${name}: ${words.noData}` : `${name}: ${Math.round(100 * share)} % ${words.inTime} (${n} ${words.sites})`;
  L.popup().setLatLng(latlng).setContent(line).openOn(page.map);
}

// Even-odd rule over every ring of every part: holes count out by themselves.
function holds({ type, coordinates }, [x, y]) {
  let inside = false;
  for (const ring of type === "Polygon" ? coordinates : coordinates.flat()) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

function colourOf(share) {
  const rects = [...document.querySelectorAll("#areas li svg > rect")].map((rect) => rect.getAttribute("fill"));
  return share === null ? "#f4f4ef" : rects[Math.min(4, Math.floor(share * 5 + 1e-9))];
}
