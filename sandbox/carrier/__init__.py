"""The carrier: Twilio's Messages API, delivery, status callbacks and parents' handsets."""
