"""Shipments: parcels of orders with carrier, tracking number and contents, from packing to the packing slip."""
